package write

import (
	"sync"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

const (
	// MaxWaiting bounds the rows of all callers in the queue. More rows are rejected (but see
	// spareWaiting), so that the memory is bounded when the disk is slow.
	MaxWaiting = 4096
	// spareWaiting is the number of further rows for callers that have few rows in the queue,
	// so that one caller cannot fill the queue for all.
	spareWaiting = 4096
	// fewWaiting is the maximum number of rows of such a caller, which is that of a bulk.
	fewWaiting = models.MaxBulk
	// MaxGroup bounds the rows of one commit, and thereby the time for which its first caller
	// waits. A bulk may exceed it.
	MaxGroup = 256
)

// queue contains the mutations that wait for the writer, in one line for each caller. Callers
// take turns, so that the mutations of one caller do not delay those of the others.
type queue struct {
	mu sync.Mutex
	// turns are the lines in the order in which their callers take turns. No line is empty.
	turns []*line
	// lines are the same lines by caller.
	lines map[string]*line
	// rows is the number of rows of all lines.
	rows   int
	closed bool
	// led means that there is a leader. If there is none, the queue is empty.
	led bool
	// stopped is closed when the queue is closed and has no leader.
	stopped chan struct{}
	// bulkTaken means that the last group contained a bulk. bulkSkipped means that it did not,
	// although there was one in the queue. The next group leaves room for it.
	bulkTaken, bulkSkipped bool
}

// line contains the mutations of one caller in the order of their arrival.
type line struct {
	caller  string
	waiting []*Mutation
	rows    int
}

func newQueue() *queue {
	return &queue{lines: map[string]*line{}, stopped: make(chan struct{})}
}

// enqueue adds a mutation to the queue. If leads is true, there was no leader, and the calling
// goroutine is the leader until it calls pass. enqueue returns ErrBusy if there is no room
// for the caller, and ErrClosing if the queue is closed.
func (q *queue) enqueue(m *Mutation) (leads bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	key := m.Caller.Key()
	switch {
	case q.closed:
		return false, ErrClosing
	case !q.hasRoom(key, m.Rows):
		return false, ErrBusy
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
	leads = !q.led
	q.led = true
	return leads, nil
}

func (q *queue) hasRoom(caller string, rows int) bool {
	own := rows
	if l := q.lines[caller]; l != nil {
		own += l.rows
	}
	all := q.rows + rows
	return all <= MaxWaiting || own <= fewWaiting && all <= MaxWaiting+spareWaiting
}

// waitingRows returns the number of rows in the queue.
func (q *queue) waitingRows() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.rows
}

// close makes enqueue reject all mutations. It may be called again.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed && !q.led {
		close(q.stopped)
	}
	q.closed = true
}

// Full reports whether a mutation of the caller would be rejected now. A request is then
// rejected as a whole, before it begins.
func (w *Writer) Full(caller *auth.Principal) bool {
	q := w.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	return caller != nil && !q.hasRoom(caller.Key(), 1)
}
