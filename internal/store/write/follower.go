package write

import (
	"context"
	"errors"
)

// follow queues a mutation and waits for its result or for the end of the context. It commits
// groups whenever the calling goroutine is the leader.
func (w *Writer) follow(ctx context.Context, m *Mutation) error {
	m.Done, m.follows = make(chan error, 1), true
	leads, err := w.queue.enqueue(m)
	if err != nil {
		return err
	}
	if leads && !m.mayLead() {
		leads = false
		go w.lead()
	}
	for {
		if leads {
			w.leadOnce()
		}
		select {
		case err = <-m.Done:
		case <-ctx.Done():
			err = w.unfollow(m)
		}
		if leads = errors.Is(err, errElected); !leads {
			return err
		}
	}
}

// unfollow returns the result of a mutation if there is one, and errUnconfirmed otherwise. The
// calling goroutine will not be elected. If it was, another one leads.
func (w *Writer) unfollow(m *Mutation) error {
	q := w.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	m.follows = false
	select {
	case err := <-m.Done:
		if !errors.Is(err, errElected) {
			return err
		}
		go w.lead()
	default:
	}
	return errUnconfirmed
}
