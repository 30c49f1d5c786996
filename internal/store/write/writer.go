// Package write has what all writes of the store have in common: the queue of the
// mutations, the writer, which commits them in groups, and the transaction of each.
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

// Config says for what store a writer writes.
type Config struct {
	read.Source
	Logger *slog.Logger
	// Now is the clock.
	Now func() time.Time
	// Recorded is the latest recordedDateTime of a stored fact.
	Recorded models.Instant
	// Rollups are the statistics that facts are added to.
	Rollups *rollup.Cache
	// IdempotencyKey is the secret behind the ids made from Idempotency-Key.
	IdempotencyKey []byte
	// MaxFuture is how far ahead of the clock the time of a fact may be that is
	// recorded; 0 is any.
	MaxFuture time.Duration
	// Committed is told of each group that was written, or could not be. Nil tells
	// nobody.
	Committed func(Commit)
}

// Writer is the one goroutine that changes the database.
type Writer struct {
	cfg Config
	// last is the latest recordedDateTime of a stored fact.
	last    recordedClock
	queue   *queue
	stopped chan struct{}
	// outcome is that of the last group that was to be written.
	outcome    atomic.Pointer[Outcome]
	knownUsers *knownUsers
	// groupNames are the users whose names are known to be shown in a group.
	groupNames *lru.Cache[GroupNameRow, struct{}]
}

// New returns a writer, which Run starts.
func New(cfg Config) *Writer {
	w := &Writer{cfg: cfg, queue: newQueue(), stopped: make(chan struct{}), knownUsers: newKnownUsers(), groupNames: newGroupNameCache()}
	w.last.advance(cfg.Recorded)
	// Opening the database wrote to it.
	w.outcome.Store(&Outcome{At: cfg.Now()})
	return w
}

// Enqueue lets a mutation wait. It returns ErrBusy if there is no room for the caller's,
// and ErrClosing once the writer stops.
func (w *Writer) Enqueue(m *Mutation) error {
	m.Done = make(chan error, 1)
	return w.queue.enqueue(m)
}

// WaitingRows returns how many rows wait.
func (w *Writer) WaitingRows() int { return w.queue.waitingRows() }

// RecordedAhead returns how many seconds the latest recordedDateTime is ahead of the
// clock; 0 if it is not.
func (w *Writer) RecordedAhead() float64 { return w.last.ahead(models.NewInstant(w.cfg.Now())) }

// Outcome is when the last group was stored, or why it was not.
type Outcome struct {
	At  time.Time
	Err error
}

// LastOutcome returns that of the last group that was to be written.
func (w *Writer) LastOutcome() Outcome { return *w.outcome.Load() }

var (
	// ErrBusy refuses a mutation when too many wait already.
	ErrBusy = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server has too much to write just now. Nothing was stored; try again.",
		RetryAfter: 1,
	}
	// ErrClosing refuses a mutation when the writer stops.
	ErrClosing = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server is stopping. Nothing was stored; try again.",
		RetryAfter: 5,
	}
)

// Stop refuses new mutations and waits until the queued ones are stored.
func (w *Writer) Stop() {
	w.queue.close()
	<-w.stopped
}

// Run commits what waits, over and over. There is no timer: a group forms while
// the commit before it runs, and a lone mutation waits for nobody.
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
		// The callers need not wait for who watches.
		if done.any || err != nil {
			w.observe(group, start, done.seqs, err)
		}
	}
}

// errHalfWritten says that a mutation failed after it had written.
var errHalfWritten = errors.New("a mutation of the group failed half-way")
