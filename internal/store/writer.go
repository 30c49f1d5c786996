package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/statementlog"
	"github.com/itemactivity/itemactivity/models"
)

// mutation is one change that waits for the writer, and for the commit that
// holds it.
type mutation struct {
	caller *auth.Principal
	// origin is the caller's context, for what it carries; the writer never works
	// under it.
	origin context.Context
	key    string
	// check marks the store's own look at the disk.
	check bool
	// rows is how much the mutation writes: one, or the rows of a bulk.
	rows int
	// use is what the caller's idempotency key is used for; nil if the mutation creates
	// nothing.
	use  *keyUse
	do   func(*mutationTx) error
	done chan error
	// replayed is set before done is sent.
	replayed bool
}

// writer is the one goroutine that changes the database.
type writer struct {
	store *Store
	// last is the latest recordedDateTime of a stored fact.
	last    recordedClock
	queue   *writeQueue
	stopped chan struct{}
	// outcome is that of the last group that was to be written.
	outcome atomic.Pointer[outcome]
}

func newWriter(s *Store, last models.Instant) *writer {
	w := &writer{store: s, queue: newWriteQueue(), stopped: make(chan struct{})}
	w.last.advance(last)
	// Opening the database wrote to it.
	w.outcome.Store(&outcome{at: s.now()})
	return w
}

// outcome is when the last group was stored, or why it was not.
type outcome struct {
	at  time.Time
	err error
}

func (w *writer) lastOutcome() outcome { return *w.outcome.Load() }

var (
	// ErrBusy refuses a mutation when too many wait already.
	ErrBusy = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server has too much to write just now. Nothing was stored; try again.",
		RetryAfter: 1,
	}
	errClosing = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server is stopping. Nothing was stored; try again.",
		RetryAfter: 5,
	}
	errTooLate = &models.Error{
		Code:       models.Unavailable,
		Message:    "The request's time was over before this was begun. Nothing was stored; try again.",
		RetryAfter: 1,
	}
	errUnconfirmed = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server did not confirm the change in time, and may still store it. Repeat it with the same id to find out.",
		RetryAfter: 1,
	}
)

// write runs do in the writer's transaction, and returns when the commit that
// holds it is on the disk. do may be run a second time, in a new transaction.
// It has finished, or will be, even if the caller's context ends first.
func (s *Store) write(ctx context.Context, do func(*mutationTx) error) error {
	return s.await(ctx, &mutation{rows: 1, do: do})
}

// await has the writer do a mutation of the context's caller.
func (s *Store) await(ctx context.Context, m *mutation) error {
	caller := auth.FromContext(ctx)
	if caller == nil {
		return auth.ErrNobody
	}
	if err := context.Cause(ctx); err != nil {
		return errors.Join(err, errTooLate)
	}
	attempt := attemptOf(ctx)
	m.caller, m.origin, m.key, m.done = caller, ctx, attempt.Key, make(chan error, 1)
	if err := s.writer.queue.enqueue(m); err != nil {
		return err
	}
	select {
	case err := <-m.done:
		attempt.Replayed = err == nil && m.replayed
		return err
	case <-ctx.Done():
		return errUnconfirmed
	}
}

// writeValue is write for a mutation that has a value. The writer's goroutine
// sets it, so a caller that leaves early gets none.
func writeValue[T any](ctx context.Context, s *Store, do func(*mutationTx) (T, error)) (T, error) {
	var value T
	err := s.write(ctx, func(t *mutationTx) (err error) {
		value, err = do(t)
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return value, nil
}

// create is writeValue for a mutation that creates what was sent, in an object or under a
// key.
func create[In, Sent, T any](ctx context.Context, s *Store, use keyUse, in In, sent Sent, do func(*mutationTx, In, Sent) (T, error)) (T, error) {
	var value T
	err := s.await(ctx, &mutation{rows: 1, use: &use, do: func(t *mutationTx) (err error) {
		value, err = do(t, in, sent)
		return err
	}})
	if err != nil {
		return *new(T), err
	}
	return value, nil
}

// stop refuses new mutations and waits until the queued ones are stored.
func (w *writer) stop() {
	w.queue.close()
	<-w.stopped
}

// run commits what waits, over and over. There is no timer: a group forms while
// the commit before it runs, and a lone mutation waits for nobody.
func (w *writer) run() {
	defer close(w.stopped)
	for group := w.queue.next(); group != nil; group = w.queue.next() {
		rows := 0
		for _, m := range group {
			rows += m.rows
		}
		start := time.Now()
		results, done, err := w.commit(group)
		for i, err := range results {
			group[i].done <- err
		}
		if done.any && err == nil {
			w.store.database.Committed(rows)
		}
		// The callers need not wait for who watches.
		if done.any || err != nil {
			w.observe(group, start, done.seqs, err)
		}
	}
}

// errHalfWritten says that a mutation failed after it had written.
var errHalfWritten = errors.New("a mutation of the group failed half-way")

// commit stores a group and returns one error for each of its mutations. If one
// fails half-way the group is rolled back and done again with a savepoint
// around each, so that it fails alone.
//
// The database is checked before and after it. Callers are answered only once it is known
// that the next start will find what is stored; also those who repeat what was stored
// before, and have nothing to write.
func (w *writer) commit(group []*mutation) (results []error, done written, err error) {
	database := w.store.database
	if refusal, cause := database.Writable(); refusal != nil {
		return w.refuse(make([]error, len(group)), refusal, cause), written{}, cause
	}
	results, done, err = w.writeGroup(group, false)
	if errors.Is(err, errHalfWritten) {
		results, done, err = w.writeGroup(group, true)
	}
	if err != nil {
		err = w.fail(group, results, err)
	}
	if done.any || err != nil {
		w.outcome.Store(&outcome{w.store.now(), err})
	}
	for i := range results {
		results[i] = database.RecordDamage(results[i])
	}
	if err != nil {
		return results, done, err
	}
	if refusal, cause := database.Confirm(done.any); refusal != nil {
		return w.refuse(results, refusal, cause), done, cause
	}
	return results, done, nil
}

// fail gives the error of a commit to all of the group.
func (w *writer) fail(group []*mutation, results []error, err error) error {
	err = sqlite.TranslateWrite(fmt.Errorf("commit: %w", err))
	if len(group) > 1 || !group[0].check {
		w.store.logger.Error("the writer could not commit", "mutations", len(group), "error", err)
	}
	for i := range results {
		results[i] = err
	}
	return err
}

// writeGroup also tells whether there was anything to write.
func (w *writer) writeGroup(group []*mutation, savepoints bool) (results []error, done written, err error) {
	results = make([]error, len(group))
	now := models.NewInstant(w.store.now())
	tx, err := w.store.database.BeginWrite()
	if err != nil {
		return results, written{}, err
	}
	defer func() { err = errors.Join(err, tx.End()) }()
	var onCommit, callersOnCommit []func()
	var sums rollup.Rollup
	for i, m := range group {
		begin := func() *mutationTx {
			return &mutationTx{readTx: readTx{store: w.store, db: tx.DB, caller: m.caller, everyGroup: m.caller.WritesEveryGroup(), now: now, uncommitted: true}, recorded: w.last.read(now), idempotencyKey: m.key, savepoints: savepoints}
		}
		caller, t := begin(), begin()
		fault := w.rememberCaller(caller)
		var refusal error
		if fault == nil {
			callersOnCommit = append(callersOnCommit, caller.onCommit...)
			done.any = done.any || caller.wrote
			fault = t.savepoint("mutation")
		}
		if fault == nil {
			refusal, fault = t.endSavepoint("mutation", m.run(t))
		}
		if fault != nil {
			return results, written{}, fault
		}
		if refusal != nil && tx.Lost() {
			return results, written{}, refusal
		}
		results[i] = sqlite.TranslateWrite(refusal)
		m.replayed = t.replayed
		if results[i] == nil {
			onCommit = append(onCommit, t.onCommit...)
			sums.Add(t.rollup)
			done.any = done.any || t.wrote
			done.seqs.add(t.seqs)
		}
	}
	if !done.any {
		for _, do := range callersOnCommit {
			do()
		}
		return results, written{}, nil
	}
	stored, err := sums.Flush(context.Background(), statementlog.PoolOf(tx.DB), w.store.rollups)
	if err != nil {
		err = fmt.Errorf("rollups: %w", err)
	} else {
		err = tx.Commit()
	}
	if err != nil {
		w.store.rollups.Forget(stored)
		return results, written{}, err
	}
	w.last.advance(sums.Recorded)
	w.store.rollups.Remember(stored)
	for _, do := range append(onCommit, callersOnCommit...) {
		do()
	}
	return results, done, nil
}

// run does the mutation, and records what an idempotency key is used for.
func (m *mutation) run(t *mutationTx) (err error) {
	defer recovered(&err)
	var sent codec.ContentDigest
	var repeated bool
	if m.use != nil && m.key != "" {
		if sent, repeated, err = t.checkKey(*m.use); err != nil {
			return err
		}
	}
	if err := m.do(t); err != nil {
		return err
	}
	if sent != nil && !repeated && !t.createdNothing {
		if err := t.register(t.keyedID(idempotencyKeyKind), idempotencyKeyKind, 0, sent); err != nil {
			return err
		}
	}
	return t.storeNames()
}

// recovered makes an error of a panic: one mutation must not end the writer. It is
// deferred.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic in the writer: %v\n%s", p, debug.Stack())
	}
}
