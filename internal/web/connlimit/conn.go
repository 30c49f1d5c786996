package connlimit

import (
	"container/list"
	"net"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/web/clientaddr"
)

// address is who connections come from.
type address struct {
	name string
	// open and waiting count its connections with a place and without one, also the
	// one that arrives just now.
	open, waiting int
	// head is the sum of its connections' heads.
	head int
	// idle are the connections with a place that wait for a request, that which does
	// so longest first.
	idle list.List
}

func (a *address) all() int { return a.open + a.waiting }

// conn is a connection that the listener may close.
type conn struct {
	net.Conn
	listener *Listener

	// The listener's lock guards these.
	from *address
	// since is when the connection arrived, got its place, became idle, or had sent a
	// whole header.
	since time.Time
	// idle is its place in the address's list; nil while a request is answered.
	idle *list.Element
	// head is how many bytes of a header came, as long as the request is not whole.
	head int

	// reading and writing are when the call began that is under way, in nanoseconds
	// of Unix time; 0 is none.
	reading, writing atomic.Int64
	// heading says that what comes is a header.
	heading atomic.Bool
	// bodyRead says that the client sent all of the request that is answered. What
	// is read then only notices that the client leaves.
	bodyRead atomic.Bool
}

func (c *conn) Read(p []byte) (int, error) {
	c.reading.Store(time.Now().UnixNano())
	n, err := c.Conn.Read(p)
	c.reading.Store(0)
	if n > 0 && c.heading.Load() {
		c.listener.receive(c, n)
	}
	return n, err
}

func (c *conn) Write(p []byte) (int, error) {
	c.writing.Store(time.Now().UnixNano())
	defer c.writing.Store(0)
	return c.Conn.Write(p)
}

// CloseWrite is how net/http ends a connection whose client may still send. All is
// answered then.
func (c *conn) CloseWrite() error {
	c.listener.setIdle(c)
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// Close gives the connection's place to one that waits.
func (c *conn) Close() error {
	err := c.Conn.Close()
	c.listener.leave(c)
	return err
}

// slow tells whether a request waits for its client: for the body, or to read the
// answer.
func (c *conn) slow(now time.Time) bool {
	if writing := c.writing.Load(); writing != 0 && now.Sub(time.Unix(0, writing)) >= slowLimit {
		return true
	}
	return c.reading.Load() != 0 && !c.bodyRead.Load() && now.Sub(c.since) >= slowLimit
}

// sender returns the name under which the listener knows a connection's peer.
func (l *Listener) sender(c net.Conn) string {
	remote := c.RemoteAddr().String()
	peer := clientaddr.Parse(remote)
	if l.options.Proxy != nil && l.options.Proxy(peer) {
		return "proxy " + remote // with its port
	}
	return clientaddr.Network(peer)
}
