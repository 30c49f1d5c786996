package connlimit

// mostHead bounds the bytes of headers that all requests together have while they are
// not whole. In memory a header of many short lines is eight times as large.
const mostHead = 2 << 20

// receive counts bytes of a header. If there are too many, the connection of the
// address that sent most is ended which is at it for longest.
func (l *Listener) receive(c *conn, bytes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, open := l.open[c]; !open {
		return
	}
	c.head += bytes
	c.from.head += bytes
	l.head += bytes
	for l.head > mostHead {
		long := l.longest()
		if long == nil {
			return
		}
		l.end(long, &l.ended.Slow)
	}
}

// longest returns the connection to end for its header: that of a request that is
// worked on is not.
func (l *Listener) longest() (best *conn) {
	for c := range l.open {
		if c.head == 0 || c.idle == nil && c.bodyRead.Load() {
			continue
		}
		if best == nil || c.from.head > best.from.head || c.from.head == best.from.head && c.since.Before(best.since) {
			best = c
		}
	}
	return best
}

// whole is told that a request has been read to its end.
func (l *Listener) whole(c *conn) {
	c.bodyRead.Store(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dropHead(c)
}

func (l *Listener) dropHead(c *conn) {
	l.head -= c.head
	c.from.head -= c.head
	c.head = 0
}
