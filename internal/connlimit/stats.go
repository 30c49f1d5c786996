package connlimit

// Stats are the connections of a listener.
type Stats struct {
	// Max is how many there may be.
	Max int
	// Busy are those whose request is answered, IdleNow those that wait for one, and
	// Waiting those that wait for a place.
	Busy, IdleNow, Waiting int
	// Idle, Slow and Refused count the connections that were closed for others: while
	// they waited for a request, while a request waited for its client, and before they
	// had a place.
	Idle, Slow, Refused int64
}

// Stats returns what they are just now.
func (l *Listener) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.stats
	s.Max, s.Waiting = l.options.Connections, len(l.waiting)
	for _, a := range l.addresses {
		s.IdleNow += a.idle.Len()
	}
	s.Busy = len(l.open) - s.IdleNow
	return s
}
