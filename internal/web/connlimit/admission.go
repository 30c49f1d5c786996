package connlimit

import (
	"net"
	"slices"
	"time"
)

// add admits a new connection, queues it, or rejects it.
func (l *Listener) add(inner net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	c := &conn{Conn: inner, listener: l, since: now}
	name := l.addressName(inner)
	if c.address = l.addresses[name]; c.address == nil {
		c.address = &address{name: name}
		l.addresses[name] = c.address
	}
	c.address.waiting++
	switch {
	case l.closed:
		l.reject(c)
	case !l.admit(c, now):
		l.enqueue(c)
	}
}

// admit gives a connection a slot. If no slot is free for its address, admit tries to evict
// another connection. It reports whether the connection got a slot.
func (l *Listener) admit(c *conn, now time.Time) bool {
	if !l.hasFreeSlot(c.address) {
		l.warn(now, "all connections are in use; connections that wait for their clients are closed for new ones")
		if !l.evictFor(c.address, now) {
			return false
		}
	}
	l.assignSlot(c, now)
	return true
}

// hasFreeSlot reports whether a slot is free for an address. Reserved slots are free only
// for an address that has none.
func (l *Listener) hasFreeSlot(a *address) bool {
	free := l.options.Connections - len(l.open)
	return free > l.reserve || free > 0 && a.open == 0
}

// assignSlot gives a connection a free slot and makes it ready for Accept.
func (l *Listener) assignSlot(c *conn, now time.Time) {
	c.since = now
	l.open[c] = struct{}{}
	c.address.waiting--
	c.address.open++
	c.idle = c.address.idle.PushBack(c)
	c.readingHeader.Store(true)
	l.ready = append(l.ready, c)
	select {
	case l.readySignal <- struct{}{}:
	default:
	}
}

// releaseSlot frees the slot of a connection.
func (l *Listener) releaseSlot(c *conn) {
	delete(l.open, c)
	if i := slices.Index(l.ready, c); i >= 0 {
		l.ready = slices.Delete(l.ready, i, i+1)
	}
	c.address.open--
	l.removeIdle(c)
	l.resetHeaderBytes(c)
	l.removeUnused(c.address)
}

// removeUnused removes an address that has no connections.
func (l *Listener) removeUnused(a *address) {
	if a.open == 0 && a.waiting == 0 {
		delete(l.addresses, a.name)
	}
}

// connClosed frees the slot of a connection that the server closed, unless the connection
// was evicted before.
func (l *Listener) connClosed(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, open := l.open[c]; !open {
		return
	}
	l.releaseSlot(c)
	l.admitWaiting(time.Now())
}

// removeIdle removes a connection from the idle connections of its address.
func (*Listener) removeIdle(c *conn) {
	if c.idle != nil {
		c.address.idle.Remove(c.idle)
		c.idle = nil
	}
}
