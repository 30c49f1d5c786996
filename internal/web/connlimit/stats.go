package connlimit

// Stats are the connections of a listener.
type Stats struct {
	// Max is how many are served at once.
	Max int
	// Busy are those whose request is answered, Idle those that wait for one, and
	// Waiting those that wait for a place.
	Busy, Idle, Waiting int
	// Ended counts those that were closed for others.
	Ended Ended
}

// Ended are counts of connections by what they were doing when they were closed for
// others.
type Ended struct {
	// Idle waited for a request, and Slow for the client to send or to read on.
	Idle, Slow int64
	// Refused never had a place.
	Refused int64
}

// Stats returns what they are just now.
func (l *Listener) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := Stats{Max: l.options.Connections, Waiting: len(l.waiting), Ended: l.ended}
	for _, a := range l.addresses {
		s.Idle += a.idle.Len()
	}
	s.Busy = len(l.open) - s.Idle
	return s
}
