package write

import (
	"errors"
	"time"
)

// leadTime is the time that the context of a caller must last for the caller to become the
// leader. A commit usually takes less, although it may wait two seconds for room in the
// write-ahead log, one second for the projections, and five seconds for a lock of another program.
const leadTime = 8 * time.Second

// errElected tells the caller of a mutation in the queue to become the leader.
var errElected = errors.New("the caller leads")

// mayLead reports whether the caller of a mutation can become the leader and return in time. A
// bulk takes longer, and would not gain from it.
func (m *Mutation) mayLead() bool {
	deadline, limited := m.Origin.Deadline()
	return !m.isBulk() && m.Origin.Err() == nil && (!limited || time.Until(deadline) >= leadTime)
}

// lead commits groups until it can pass the leadership on. The calling goroutine must be the
// leader, and not that of a caller.
func (w *Writer) lead() {
	for remains := true; remains; remains = w.queue.pass() {
		w.commitNext()
	}
}

// leadOnce commits one group and passes the leadership on, so that a caller does not wait for
// the mutations of others. The calling goroutine must be the leader.
func (w *Writer) leadOnce() {
	// This also runs if a mutation ends the goroutine.
	defer func() {
		if w.queue.pass() {
			go w.lead()
		}
	}()
	w.commitNext()
}

// pass ends the leadership of the calling goroutine. If mutations wait, it elects the caller of
// one of them. It returns true if none of these callers can lead. The calling goroutine then
// remains the leader.
func (q *queue) pass() (remains bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, l := range q.turns {
		if m := l.waiting[0]; m.follows && m.mayLead() {
			m.Done <- errElected
			return false
		}
	}
	if len(q.turns) > 0 {
		return true
	}
	q.led = false
	if q.closed {
		close(q.stopped)
	}
	return false
}
