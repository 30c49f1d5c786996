package store

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/models"
)

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
