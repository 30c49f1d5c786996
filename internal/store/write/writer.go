// Package write contains what all writes of the store share: the queue of mutations, the
// writer that commits them in groups, and the transaction of a mutation.
package write

import (
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/lru"
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
	// Rollups is the cache of the derived data.
	Rollups *rollup.Cache
	// IdempotencyKey is the secret from which ids are derived for idempotency keys.
	IdempotencyKey []byte
	// MaxFuture is the time by which a new fact may be ahead of the clock; 0 means any.
	MaxFuture time.Duration
	// Committed is called after each commit, and after each that failed. It may be nil.
	Committed func(Commit)
}

// Writer changes the database. It runs in one goroutine.
type Writer struct {
	cfg Config
	// last is the latest recordedDateTime of a stored fact.
	last    recordedClock
	queue   *queue
	stopped chan struct{}
	// outcome is the outcome of the last commit.
	outcome    atomic.Pointer[Outcome]
	knownUsers *knownUsers
	// groupNames contains stored rows.
	groupNames *lru.Cache[GroupNameRow, struct{}]
}

// New returns a writer. Run must be called to run its mutations.
func New(cfg Config) *Writer {
	w := &Writer{cfg: cfg, queue: newQueue(), stopped: make(chan struct{}), knownUsers: newKnownUsers(), groupNames: newGroupNameCache()}
	w.last.advance(cfg.Recorded)
	// The database was written to when it was opened.
	w.outcome.Store(&Outcome{At: cfg.Now()})
	return w
}

// Enqueue adds a mutation to the queue. It returns ErrBusy if there is no room for the
// caller, and ErrClosing if the writer is stopping.
func (w *Writer) Enqueue(m *Mutation) error {
	m.Done = make(chan error, 1)
	return w.queue.enqueue(m)
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
	<-w.stopped
}

// Run commits the mutations in the queue until Stop is called. There is no timer: a commit
// group forms while the previous commit runs, and a single mutation does not wait.
func (w *Writer) Run() {
	defer close(w.stopped)
	for group := w.queue.next(); group != nil; group = w.queue.next() {
		rows := 0
		for _, m := range group {
			rows += m.Rows
		}
		start := time.Now()
		results, done, err := w.Commit(group)
		for i, err := range results {
			group[i].Done <- err
		}
		if done.any && err == nil {
			w.cfg.Database.Committed(rows)
		}
		// This comes last, so that callers do not wait for the observer.
		if done.any || err != nil {
			w.observe(group, start, done.seqs, err)
		}
	}
}

// errHalfWritten means that a mutation failed after it had written.
var errHalfWritten = errors.New("a mutation of the commit group failed after it had written")
