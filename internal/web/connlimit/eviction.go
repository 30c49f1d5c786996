package connlimit

import "time"

// evictFor closes one connection to free a slot for an address. It reports whether it found
// a connection to close.
func (l *Listener) evictFor(a *address, now time.Time) bool {
	if idle := l.idleOfLargerAddress(a); idle != nil {
		l.evict(idle, &l.ended.Idle)
		return true
	}
	if slow := l.slowOfLargerAddress(a, now); slow != nil {
		l.evict(slow, &l.ended.Slow)
		return true
	}
	if idle := l.longIdle(a, now); idle != nil {
		l.evict(idle, &l.ended.Idle)
		return true
	}
	return false
}

// idleOfLargerAddress returns an idle connection of an address that has at least two more
// connections than a, or nil. After the eviction, that address still has at least as many
// connections as a.
func (l *Listener) idleOfLargerAddress(a *address) *conn {
	return l.longestIdle(func(c *conn) bool { return c.address.open >= a.open+2 })
}

// longIdle returns a connection that has been idle for idleLimit, or nil. It is a connection
// of a itself, or of an address that has only one more connection than a.
func (l *Listener) longIdle(a *address, now time.Time) *conn {
	return l.longestIdle(func(c *conn) bool {
		return now.Sub(c.since) >= idleLimit && (c.address == a || c.address.open == a.open+1)
	})
}

// longestIdle returns the idle connection to evict among those that may be evicted, or nil.
// Only the longest idle connection of each address is considered. The address with the most
// connections comes first, and then the connection that has been idle longest.
func (l *Listener) longestIdle(may func(*conn) bool) (best *conn) {
	for _, a := range l.addresses {
		front := a.idle.Front()
		if front == nil {
			continue
		}
		c := front.Value.(*conn)
		if may(c) && (best == nil || a.open > best.address.open || a.open == best.address.open && c.since.Before(best.since)) {
			best = c
		}
	}
	return best
}

// slowOfLargerAddress returns a slow connection of an address that has at least two more
// connections than a, or nil. The address with the most connections comes first, and then
// the connection that has been slow longest.
func (l *Listener) slowOfLargerAddress(a *address, now time.Time) (best *conn) {
	for c := range l.open {
		if c.address.open < a.open+2 || best != nil && (c.address.open < best.address.open || c.address.open == best.address.open && !c.since.Before(best.since)) {
			continue
		}
		if c.idle == nil && c.slow(now) {
			best = c
		}
	}
	return best
}

// evict closes a connection that has a slot, frees the slot, and increments a counter.
func (l *Listener) evict(c *conn, counter *int64) {
	*counter++
	_ = c.Conn.Close() // nothing can be done about an error
	l.releaseSlot(c)
}
