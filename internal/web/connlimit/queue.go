package connlimit

import (
	"net"
	"slices"
	"time"
)

// enqueue makes a connection wait for a slot. If the queue is full, one connection is
// rejected. It is the oldest one of the address that has the most connections, because its
// client is the most likely to have given up.
func (l *Listener) enqueue(c *conn) {
	if len(l.waiting) >= maxWaiting(l.options.Connections) {
		i := l.indexToReject(c)
		if i < 0 {
			l.reject(c)
			return
		}
		l.reject(l.dequeue(i))
	}
	l.waiting = append(l.waiting, c)
	if l.retryTimer == nil {
		l.retryTimer = time.AfterFunc(retryInterval, l.retry)
	}
}

// indexToReject returns the index of the waiting connection to reject in favor of c. It is
// the first connection of the address that has the most connections. The result is -1 if
// the address of c has more.
func (l *Listener) indexToReject(c *conn) int {
	index, most := -1, c.address.total()
	for i, w := range l.waiting {
		if total := w.address.total(); total > most || index < 0 && total == most {
			index, most = i, total
		}
	}
	return index
}

// dequeue removes the connection with index i from the queue and returns it.
func (l *Listener) dequeue(i int) *conn {
	c := l.waiting[i]
	l.waiting = slices.Delete(l.waiting, i, i+1)
	return c
}

// retry rejects connections that have waited for waitLimit and tries to admit the others.
// More connections may be evicted by now than when they were queued.
func (l *Listener) retry() {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for len(l.waiting) > 0 && now.Sub(l.waiting[0].since) >= waitLimit {
		l.reject(l.dequeue(0))
	}
	l.admitWaiting(now)
	// A connection that is not next in the queue may replace one of its own address.
	for i := 0; i < len(l.waiting); {
		if l.admit(l.waiting[i], now) {
			l.dequeue(i)
		} else {
			i++
		}
	}
	l.retryTimer = nil
	if len(l.waiting) > 0 {
		l.retryTimer = time.AfterFunc(retryInterval, l.retry)
	}
}

// admitWaiting admits waiting connections until one cannot be admitted.
func (l *Listener) admitWaiting(now time.Time) {
	for len(l.waiting) > 0 {
		i := l.nextWaiting()
		if !l.admit(l.waiting[i], now) {
			return
		}
		l.dequeue(i)
	}
}

// nextWaiting returns the index of the waiting connection to admit next. It is the first
// one of the address that has the fewest connections.
func (l *Listener) nextWaiting() (best int) {
	for i, c := range l.waiting {
		if c.address.open < l.waiting[best].address.open {
			best = i
		}
	}
	return best
}

// rejection is the response to a connection that gets no slot, whatever its request is.
const rejection = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 125\r\n\r\n" +
	`{"errors":[{"message":"The server has too many connections. Try again.","extensions":{"code":"UNAVAILABLE","retryAfter":1}}]}`

// reject sends the rejection to a connection without a slot and closes it.
func (l *Listener) reject(c *conn) {
	l.ended.Refused++
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_, _ = tcp.Write([]byte(rejection)) // it fits into the empty send buffer, so Write does not block
	}
	_ = c.Conn.Close() // nothing can be done about an error
	c.address.waiting--
	l.removeUnused(c.address)
}
