package store

const (
	// maxWaiting bounds the rows that wait for the writer; more are refused, so
	// that a slow disk makes callers wait and memory not grow.
	maxWaiting = 4096
	// maxGroup bounds the rows of one commit, and so how long the first of them
	// waits for it. The last mutation of a group may pass it, as a bulk alone may.
	maxGroup = 256
)

func (w *writer) enqueue(m *mutation) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return errClosing
	}
	if w.waiting.Add(int64(m.rows)) > maxWaiting {
		w.waiting.Add(-int64(m.rows))
		return ErrBusy
	}
	// Nothing waits without a row, so the channel has room.
	w.queue <- m
	return nil
}

// Full says whether a mutation would be refused just now, so that a request is
// better refused as a whole, and before it began.
func (s *Store) Full() bool { return s.writer.waiting.Load() >= maxWaiting }

// takeWaiting takes what waits behind the first mutation, up to a group.
func (w *writer) takeWaiting(first *mutation) []*mutation {
	group, rows := []*mutation{first}, first.rows
	for rows < maxGroup {
		select {
		case m, ok := <-w.queue:
			if !ok {
				return group
			}
			group = append(group, m)
			rows += m.rows
		default:
			return group
		}
	}
	return group
}
