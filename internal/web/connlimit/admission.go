package connlimit

import (
	"net"
	"slices"
	"time"
)

// arrive gives a new connection a place, has it wait for one, or closes it.
func (l *Listener) arrive(inner net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	c := &conn{Conn: inner, listener: l, since: now}
	name := l.sender(inner)
	if c.from = l.addresses[name]; c.from == nil {
		c.from = &address{name: name}
		l.addresses[name] = c.from
	}
	c.from.waiting++
	switch {
	case l.closed:
		l.refuse(c)
	case !l.admit(c, now):
		l.wait(c)
	}
}

// admit gives a connection a place, if there is one or can be made.
func (l *Listener) admit(c *conn, now time.Time) bool {
	if !l.hasRoom(c.from) {
		l.warn(now, "all connections are taken; those that wait for their clients are closed for new ones")
		if !l.makeRoom(c.from, now) {
			return false
		}
	}
	l.take(c, now)
	return true
}

// makeRoom closes a connection for one of an address, if there is one that should
// go.
func (l *Listener) makeRoom(a *address, now time.Time) bool {
	if idle := l.idlest(a); idle != nil {
		l.end(idle, &l.ended.Idle)
		return true
	}
	if slow := l.slowest(a, now); slow != nil {
		l.end(slow, &l.ended.Slow)
		return true
	}
	if idle := l.settled(a, now); idle != nil {
		l.end(idle, &l.ended.Idle)
		return true
	}
	return false
}

func (l *Listener) hasRoom(a *address) bool {
	free := l.options.Connections - len(l.open)
	return free > l.reserve || free > 0 && a.open == 0
}

func (l *Listener) take(c *conn, now time.Time) {
	c.since = now
	l.open[c] = struct{}{}
	c.from.waiting--
	c.from.open++
	c.idle = c.from.idle.PushBack(c)
	c.heading.Store(true)
	l.ready = append(l.ready, c)
	select {
	case l.some <- struct{}{}:
	default:
	}
}

// idlest returns the idle connection to close for an address that holds less: of the
// address with most connections, the one that is idle longest. It is nil if there is
// none.
func (l *Listener) idlest(a *address) *conn {
	return l.longestIdle(func(c *conn) bool { return c.from.open >= a.open+2 })
}

// settled returns one that is closed although the address is no better off than the
// one that gets its place: another client of the same address, or of one that has as
// many, asks nothing for a while.
func (l *Listener) settled(a *address, now time.Time) *conn {
	return l.longestIdle(func(c *conn) bool {
		return now.Sub(c.since) >= idleLimit && (c.from == a || c.from.open == a.open+1)
	})
}

func (l *Listener) longestIdle(may func(*conn) bool) (best *conn) {
	for _, a := range l.addresses {
		front := a.idle.Front()
		if front == nil {
			continue
		}
		c := front.Value.(*conn)
		if may(c) && (best == nil || a.open > best.from.open || a.open == best.from.open && c.since.Before(best.since)) {
			best = c
		}
	}
	return best
}

// slowest does as idlest among the connections that are slow.
func (l *Listener) slowest(a *address, now time.Time) (best *conn) {
	for c := range l.open {
		if c.from.open < a.open+2 || best != nil && (c.from.open < best.from.open || c.from.open == best.from.open && !c.since.Before(best.since)) {
			continue
		}
		if c.idle == nil && c.slow(now) {
			best = c
		}
	}
	return best
}

// wait has a connection wait for a place. If too many wait already, the first one of
// the address that has most is refused: the last one comes from a client that has the
// least reason to have given up.
func (l *Listener) wait(c *conn) {
	if len(l.waiting) >= waitingRoom(l.options.Connections) {
		first := l.firstOfMost(c)
		if first < 0 {
			l.refuse(c)
			return
		}
		l.refuse(l.unwait(first))
	}
	l.waiting = append(l.waiting, c)
	if l.looking == nil {
		l.looking = time.AfterFunc(lookEvery, l.look)
	}
}

// firstOfMost returns the index of the first waiting connection of the address that
// has most connections, or -1 if a new one's address has more.
func (l *Listener) firstOfMost(c *conn) int {
	first, most := -1, c.from.all()
	for i, w := range l.waiting {
		if all := w.from.all(); all > most || first < 0 && all == most {
			first, most = i, all
		}
	}
	return first
}

// unwait takes a connection out of those that wait in line.
func (l *Listener) unwait(i int) *conn {
	c := l.waiting[i]
	l.waiting = slices.Delete(l.waiting, i, i+1)
	return c
}

// look ends what waits too long, and tries again what time makes possible.
func (l *Listener) look() {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for len(l.waiting) > 0 && now.Sub(l.waiting[0].since) >= waitLimit {
		l.refuse(l.unwait(0))
	}
	l.admitWaiting(now)
	// One that is not the next may replace a connection of its own address.
	for i := 0; i < len(l.waiting); {
		if l.admit(l.waiting[i], now) {
			l.unwait(i)
		} else {
			i++
		}
	}
	l.looking = nil
	if len(l.waiting) > 0 {
		l.looking = time.AfterFunc(lookEvery, l.look)
	}
}

// admitWaiting gives places to those that wait.
func (l *Listener) admitWaiting(now time.Time) {
	for len(l.waiting) > 0 {
		next := l.next()
		if !l.admit(l.waiting[next], now) {
			return
		}
		l.unwait(next)
	}
}

// next returns the index of the waiting connection whose address has least, and of
// these the first.
func (l *Listener) next() (best int) {
	for i, c := range l.waiting {
		if c.from.open < l.waiting[best].from.open {
			best = i
		}
	}
	return best
}

// refusal is the answer to whatever was to be asked.
const refusal = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 134\r\n\r\n" +
	`{"errors":[{"message":"The server has too many connections just now; try again.","extensions":{"code":"UNAVAILABLE","retryAfter":1}}]}`

// refuse closes a connection that has no place.
func (l *Listener) refuse(c *conn) {
	l.ended.Refused++
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_, _ = tcp.Write([]byte(refusal)) // the first bytes never wait for the client
	}
	_ = c.Conn.Close() // there is nobody to tell
	c.from.waiting--
	l.forget(c.from)
}

// end closes a connection that has a place, and counts it.
func (l *Listener) end(c *conn, counter *int64) {
	*counter++
	_ = c.Conn.Close() // there is nobody to tell
	l.release(c)
}

// release takes a connection's place away.
func (l *Listener) release(c *conn) {
	delete(l.open, c)
	if i := slices.Index(l.ready, c); i >= 0 {
		l.ready = slices.Delete(l.ready, i, i+1)
	}
	c.from.open--
	l.busy(c)
	l.dropHead(c)
	l.forget(c.from)
}

func (l *Listener) forget(a *address) {
	if a.open == 0 && a.waiting == 0 {
		delete(l.addresses, a.name)
	}
}

// leave is told of a connection that was closed.
func (l *Listener) leave(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, open := l.open[c]; !open {
		return // it was ended
	}
	l.release(c)
	l.admitWaiting(time.Now())
}

// busy takes a connection out of those that are idle.
func (*Listener) busy(c *conn) {
	if c.idle != nil {
		c.from.idle.Remove(c.idle)
		c.idle = nil
	}
}
