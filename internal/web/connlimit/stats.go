package connlimit

// Stats are the numbers of connections of a listener.
type Stats struct {
	// Max is the maximum number of connections that are served at the same time.
	Max int
	// Busy connections have a request, Idle connections wait for a request, and Waiting
	// connections wait for a slot.
	Busy, Idle, Waiting int
	// Ended counts the connections that were closed in favor of others.
	Ended Ended
}

// Ended counts connections that were closed in favor of others, by their state.
type Ended struct {
	// Idle connections waited for a request. Slow connections waited for the client to send
	// a request or to read a response.
	Idle, Slow int64
	// Refused connections were rejected before they got a slot.
	Refused int64
}

// Stats returns the present numbers of connections.
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
