// Package write contains what all writes of the store share: the queue of mutations, the
// writer that commits them in groups, and the transaction of a mutation.
package write

import (
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// Config configures a Writer.
type Config struct {
	read.Source
	Logger *slog.Logger
	// Now is the clock.
	Now func() time.Time
	// Recorded is the latest recordedDateTime of a stored fact.
	Recorded models.Instant
	// Projector is told what was recorded.
	Projector *projection.Projector
	// Rollups is the cache of the derived data.
	Rollups *rollup.Cache
	// IdempotencyKey is the secret from which ids are derived for idempotency keys.
	IdempotencyKey []byte
	// MaxFuture is the time by which a new fact may be ahead of the clock; 0 means any.
	MaxFuture time.Duration
	// Committed is called after each commit, and after each that failed. It may be nil.
	Committed func(Commit)
}

// Writer changes the database. It has no goroutine of its own. One goroutine at a time commits
// for all callers. It is the leader.
type Writer struct {
	cfg Config
	// last is the latest recordedDateTime of a stored fact.
	last recordedClock
	// uncertain means that last must be read again. The lock Commits of the database guards it.
	uncertain bool
	queue     *queue
	// outcome is the outcome of the last commit.
	outcome    atomic.Pointer[Outcome]
	knownUsers *knownUsers
	// groupNames contains stored rows.
	groupNames *lru.Cache[GroupNameRow, struct{}]
}

// New returns a writer.
func New(cfg Config) *Writer {
	w := &Writer{cfg: cfg, queue: newQueue(), knownUsers: newKnownUsers(), groupNames: newGroupNameCache()}
	w.last.advance(cfg.Recorded)
	// The database was written to when it was opened.
	w.outcome.Store(&Outcome{At: cfg.Now()})
	return w
}

// Enqueue adds a mutation to the queue and does not wait for it. If there is no leader, a new
// goroutine becomes the leader. Enqueue returns ErrBusy if there is no room for the caller, and
// ErrClosing if the writer is stopping.
func (w *Writer) Enqueue(m *Mutation) error {
	m.Done = make(chan error, 1)
	leads, err := w.queue.enqueue(m)
	if leads {
		go w.lead()
	}
	return err
}

// WaitingRows returns the number of rows in the queue.
func (w *Writer) WaitingRows() int { return w.queue.waitingRows() }

// RecordedAhead returns the number of seconds for which the latest recordedDateTime is ahead of
// the clock, or 0.
func (w *Writer) RecordedAhead() float64 { return w.last.ahead(models.NewInstant(w.cfg.Now())) }

// Outcome is the time and the error of a commit.
type Outcome struct {
	At  time.Time
	Err error
}

// LastOutcome returns the outcome of the last commit, or of opening the database.
func (w *Writer) LastOutcome() Outcome { return *w.outcome.Load() }

var (
	// ErrBusy rejects a mutation because the queue is full.
	ErrBusy = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server is overloaded with writes. This change was not stored. Try again.",
		RetryAfter: 1,
	}
	// ErrClosing rejects a mutation because the writer is stopping.
	ErrClosing = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server is stopping. This change was not stored. Try again.",
		RetryAfter: 5,
	}
)

// Stop rejects new mutations and waits until the queued ones are committed.
func (w *Writer) Stop() {
	w.queue.close()
	<-w.queue.stopped
}

// commitNext commits the next group and returns the results to the callers. There is no timer: a
// commit group forms while the previous commit runs.
func (w *Writer) commitNext() {
	// The projections advance as fast as the log. A smaller mutation waits for one step, not for those
	// that must precede a bulk.
	bulks := w.cfg.Projector.KeepPace(w.queue.hasSmall)
	group := w.queue.take(bulks)
	start := time.Now()
	results, done, err := w.recoveredCommit(group)
	for i, err := range results {
		group[i].Done <- err
	}
	// This comes last, so that other callers do not wait for the observer.
	if done.any || err != nil {
		if failed := recovered(func() { w.observe(group, start, done.entries, err) }); failed != nil {
			w.cfg.Logger.Error("the observer of commits failed", "error", failed)
		}
	}
}

// recoveredCommit calls Commit. If Commit panics, all mutations of the group fail. The panic must
// not reach the goroutine of a caller, because it would leave the other mutations without a
// result.
func (w *Writer) recoveredCommit(group []*Mutation) (results []error, done written, err error) {
	if failed := recovered(func() { results, done, err = w.Commit(group) }); failed != nil {
		w.cfg.Database.Commits.Lock()
		w.commitFailed()
		w.cfg.Database.Commits.Unlock()
		results, done = make([]error, len(group)), written{}
		err = w.fail(group, results, failed)
		w.outcome.Store(&Outcome{w.cfg.Now(), err})
	}
	return results, done, err
}

// errHalfWritten means that a mutation failed after it had written.
var errHalfWritten = errors.New("a mutation of the commit group failed after it had written")
