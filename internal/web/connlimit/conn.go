package connlimit

import (
	"container/list"
	"net"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/web/clientaddr"
)

// address has the connections of one remote address.
type address struct {
	name string
	// open is the number of connections with a slot, and waiting is the number of those
	// without one. A new connection counts as waiting until it gets a slot.
	open, waiting int
	// headerBytes is the sum of headerBytes of the connections.
	headerBytes int
	// idle are the connections with a slot that wait for a request. The one that has been
	// idle longest is first.
	idle list.List
}

func (a *address) total() int { return a.open + a.waiting }

// conn is a connection that the listener may close.
type conn struct {
	net.Conn
	listener *Listener

	// These fields are guarded by the mutex of the listener.
	address *address
	// since is the time of the last change of state: the connection arrived, got a slot,
	// became idle, or received a complete header.
	since time.Time
	// idle is the element of the connection in address.idle. It is nil while the server
	// handles a request.
	idle *list.Element
	// headerBytes is the number of bytes received for the header of a request that is not
	// complete.
	headerBytes int

	// reading and writing are the start times of the present calls of Read and Write, in
	// nanoseconds of Unix time. They are 0 outside of a call.
	reading, writing atomic.Int64
	// readingHeader is true while the bytes received belong to a header.
	readingHeader atomic.Bool
	// bodyRead is true when the server has read the whole request. A later Read only
	// notices that the client closes the connection.
	bodyRead atomic.Bool
}

// Read implements net.Conn.
func (c *conn) Read(p []byte) (int, error) {
	c.reading.Store(time.Now().UnixNano())
	n, err := c.Conn.Read(p)
	c.reading.Store(0)
	if n > 0 && c.readingHeader.Load() {
		c.listener.countHeaderBytes(c, n)
	}
	return n, err
}

// Write implements net.Conn.
func (c *conn) Write(p []byte) (int, error) {
	c.writing.Store(time.Now().UnixNano())
	defer c.writing.Store(0)
	return c.Conn.Write(p)
}

// CloseWrite makes the connection idle. net/http calls it after the response if the client
// is still sending, and closes the connection a moment later.
func (c *conn) CloseWrite() error {
	c.listener.setIdle(c)
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// Close closes the connection and frees its slot.
func (c *conn) Close() error {
	err := c.Conn.Close()
	c.listener.connClosed(c)
	return err
}

// slow reports whether a request has waited for its client for slowLimit, either for the
// body or for the client to read the response.
func (c *conn) slow(now time.Time) bool {
	if writing := c.writing.Load(); writing != 0 && now.Sub(time.Unix(0, writing)) >= slowLimit {
		return true
	}
	return c.reading.Load() != 0 && !c.bodyRead.Load() && now.Sub(c.since) >= slowLimit
}

// addressName returns the name of the address that a connection counts for.
func (l *Listener) addressName(c net.Conn) string {
	remote := c.RemoteAddr().String()
	peer := clientaddr.Parse(remote)
	if l.options.Proxy != nil && l.options.Proxy(peer) {
		return "proxy " + remote // includes the port, so each connection is an address
	}
	return clientaddr.Network(peer)
}
