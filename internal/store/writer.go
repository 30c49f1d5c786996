package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// mutation is one change that waits for the writer, and for the commit that
// holds it.
type mutation struct {
	caller *auth.Principal
	key    string
	// rows is how much the mutation writes: one, or the rows of a bulk.
	rows int
	do   func(*txn) error
	done chan error
	// replayed is set before done is sent.
	replayed bool
}

// writer is the one goroutine that changes the database.
type writer struct {
	store *Store
	// last is the latest time given to a fact: the clock may step back, the
	// order of the facts may not.
	last  models.Instant
	queue chan *mutation
	// waiting are the rows in the queue.
	waiting atomic.Int64
	stopped chan struct{}

	mu     sync.RWMutex
	closed bool
}

func newWriter(s *Store, last models.Instant) *writer {
	return &writer{store: s, last: last, queue: make(chan *mutation, maxWaiting), stopped: make(chan struct{})}
}

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
	errUnconfirmed = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server did not confirm the change in time, and may still store it. Repeat it with the same id to find out.",
		RetryAfter: 1,
	}
)

// write runs do in the writer's transaction, and returns when the commit that
// holds it is on the disk. do may be run a second time, in a new transaction.
// It has finished, or will be, even if the caller's context ends first.
func (s *Store) write(ctx context.Context, do func(*txn) error) error {
	return s.writeRows(ctx, 1, do)
}

// writeRows is write for a mutation of many rows.
func (s *Store) writeRows(ctx context.Context, rows int, do func(*txn) error) error {
	caller := auth.FromContext(ctx)
	if caller == nil {
		return auth.ErrNobody
	}
	attempt := attemptOf(ctx)
	m := &mutation{caller: caller, key: attempt.Key, rows: max(rows, 1), do: do, done: make(chan error, 1)}
	if err := s.writer.enqueue(m); err != nil {
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
func writeValue[T any](ctx context.Context, s *Store, do func(*txn) (T, error)) (T, error) {
	var value, none T
	err := s.write(ctx, func(t *txn) (err error) {
		value, err = do(t)
		return err
	})
	if err != nil {
		return none, err
	}
	return value, nil
}

// stop refuses new mutations and waits until the queued ones are stored.
func (w *writer) stop() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.stopped
}

// run commits what waits, over and over. There is no timer: a group forms while
// the commit before it runs, and a lone mutation waits for nobody.
func (w *writer) run() {
	defer close(w.stopped)
	for first := range w.queue {
		group := w.takeWaiting(first)
		for _, m := range group {
			w.waiting.Add(-int64(m.rows))
		}
		for i, err := range w.commit(group) {
			group[i].done <- err
		}
	}
}

// errSpoiled says that a mutation failed after it had written.
var errSpoiled = errors.New("a mutation of the group failed half-way")

// commit stores a group and returns one error for each of its mutations. If one
// fails half-way the group is rolled back and done again with a savepoint
// around each, so that it fails alone.
func (w *writer) commit(group []*mutation) []error {
	results, err := w.attempt(group, false)
	if errors.Is(err, errSpoiled) {
		results, err = w.attempt(group, true)
	}
	if err != nil {
		err = translate(fmt.Errorf("commit: %w", err))
		w.store.logger.Error("the writer could not commit", "mutations", len(group), "error", err)
		for i := range results {
			results[i] = err
		}
	}
	return results
}

func (w *writer) attempt(group []*mutation, savepoints bool) (results []error, err error) {
	results = make([]error, len(group))
	w.last = max(w.last, models.NewInstant(w.store.now()))
	tx := w.store.writes.Begin()
	if tx.Error != nil {
		return results, tx.Error
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	var learned []func()
	var sums rollup
	wrote := false
	for i, m := range group {
		t := &txn{view: view{store: w.store, db: tx, caller: m.caller, everyGroup: m.caller.WritesEveryGroup(), now: w.last, uncommitted: true}, idempotencyKey: m.key, savepoints: savepoints}
		refusal, fault := t.undoable("mutation", func() error { return m.do(t) })
		if fault != nil {
			return results, fault
		}
		results[i] = translate(refusal)
		m.replayed = t.replayed
		if results[i] == nil {
			learned = append(learned, t.learned...)
			sums.add(t.rollup)
			wrote = wrote || t.wrote
		}
	}
	if !wrote {
		return results, tx.Rollback().Error
	}
	sets, err := sums.flush(context.Background(), tx.Statement.ConnPool, w.store.actorSets)
	if err != nil {
		return results, fmt.Errorf("rollups: %w", err)
	}
	if err := tx.Commit().Error; err != nil {
		return results, err
	}
	w.store.actorSets.remember(sets)
	for _, learn := range learned {
		learn()
	}
	return results, nil
}

// protect makes an error of a panic: one mutation must not end the writer.
func protect(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in the writer: %v\n%s", p, debug.Stack())
		}
	}()
	return do()
}
