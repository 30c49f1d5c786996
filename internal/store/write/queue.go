package write

import (
	"sync"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

const (
	// MaxWaiting bounds the rows of one caller that wait for the writer; more are
	// refused, so that a slow disk makes callers wait and memory not grow.
	MaxWaiting = 4096
	// spareWaiting is how many rows more may wait of callers that have few there, so
	// that one caller does not fill the queue for all.
	spareWaiting = 4096
	// fewWaiting is how many of a caller's rows are few: a bulk.
	fewWaiting = models.MaxBulk
	// MaxGroup bounds the rows of one commit, and so how long the first of them
	// waits for it. A bulk may pass it.
	MaxGroup = 256
)

// queue is the mutations that wait for the writer, by caller. Callers take turns:
// what one of them has queued does not keep the others from the next group.
type queue struct {
	mu sync.Mutex
	// turns are the callers of whom something waits; the first comes next.
	turns []*line
	lines map[string]*line
	// rows are those of all lines.
	rows   int
	closed bool
	// arrived has an element if something may wait; it is closed with the queue.
	arrived chan struct{}
	// bulkWent says that the last group had a bulk that others had to wait for, and
	// bulkWaits that it left out a bulk, for which the next one has room.
	bulkWent, bulkWaits bool
}

// line is what waits of one caller, in the order in which it came.
type line struct {
	caller  string
	waiting []*Mutation
	rows    int
}

func newQueue() *queue {
	return &queue{lines: map[string]*line{}, arrived: make(chan struct{}, 1)}
}

// enqueue lets a mutation wait. It returns ErrBusy if there is no room for the
// caller's, and ErrClosing once the queue is closed.
func (q *queue) enqueue(m *Mutation) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	key := m.Caller.Key()
	switch {
	case q.closed:
		return ErrClosing
	case !q.hasRoom(key, m.Rows):
		return ErrBusy
	}
	l := q.lines[key]
	if l == nil {
		l = &line{caller: key}
		q.lines[key] = l
		q.turns = append(q.turns, l)
	}
	l.waiting = append(l.waiting, m)
	l.rows += m.Rows
	q.rows += m.Rows
	select {
	case q.arrived <- struct{}{}:
	default:
	}
	return nil
}

func (q *queue) hasRoom(caller string, rows int) bool {
	own := rows
	if l := q.lines[caller]; l != nil {
		own += l.rows
	}
	all := q.rows + rows
	return all <= MaxWaiting || own <= fewWaiting && all <= MaxWaiting+spareWaiting
}

// waitingRows returns how many rows wait.
func (q *queue) waitingRows() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.rows
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed = true
		close(q.arrived)
	}
}

// next waits for mutations and returns a group of them, or nil once the queue is
// closed and empty.
func (q *queue) next() []*Mutation {
	for {
		if group := q.take(); group != nil {
			return group
		}
		if _, open := <-q.arrived; !open {
			return q.take()
		}
	}
}

// Full says whether a mutation of the caller would be refused just now, so that a
// request is better refused as a whole, and before it began.
func (w *Writer) Full(caller *auth.Principal) bool {
	q := w.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	return caller != nil && !q.hasRoom(caller.Key(), 1)
}
