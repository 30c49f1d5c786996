package connlimit

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// network is a listener for connections from any address.
type network struct {
	incoming chan net.Conn
	failing  chan error
	closed   chan struct{}
	once     sync.Once
}

func newNetwork() *network {
	return &network{incoming: make(chan net.Conn), failing: make(chan error), closed: make(chan struct{})}
}

func (n *network) Accept() (net.Conn, error) {
	select {
	case err := <-n.failing:
		return nil, err
	case <-n.closed:
		return nil, net.ErrClosed
	case c := <-n.incoming:
		return c, nil
	}
}

func (n *network) Close() error {
	n.once.Do(func() { close(n.closed) })
	return nil
}

func (*network) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 100), Port: 80} }

// peer is the server's end of a connection.
type peer struct {
	net.Conn
	remote net.Addr
}

func (p peer) RemoteAddr() net.Addr { return p.remote }

// world is a server in a bubble of synctest, whose requests for /work last until
// they are released.
type world struct {
	*network
	listener *Listener
	server   *http.Server
	release  chan struct{}
	served   chan error
	port     uint16
}

func newWorld(t *testing.T, o Options) *world {
	t.Helper()
	w := &world{
		network: newNetwork(),
		release: make(chan struct{}), served: make(chan error, 1),
	}
	o.Logger = slog.New(slog.DiscardHandler)
	w.listener = New(w.network, o)
	w.server = &http.Server{Handler: http.HandlerFunc(w.answer), ReadTimeout: time.Minute, ErrorLog: slog.NewLogLogger(o.Logger.Handler(), slog.LevelDebug)}
	w.listener.Attach(w.server)
	go func() { w.served <- w.server.Serve(w.listener) }()
	t.Cleanup(func() {
		close(w.release)
		w.server.Close()
		time.Sleep(time.Second) // net/http does so with connections whose clients still send
		synctest.Wait()
		if err := <-w.served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve returned %v", err)
		}
		if s := w.listener.Stats(); s.Busy+s.Idle+s.Waiting != 0 || len(w.listener.addresses)+w.listener.head != 0 {
			t.Errorf("at the end there are %+v, %d addresses, and %d bytes of headers", s, len(w.listener.addresses), w.listener.head)
		}
	})
	return w
}

func (w *world) answer(response http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/work":
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-w.release:
		case <-r.Context().Done():
		}
	case "/body":
		_, _ = io.Copy(io.Discard, r.Body)
	case "/big":
		_, _ = response.Write(bytes.Repeat([]byte("x"), 1<<20))
	}
}

// client is the other end. It reads what it is sent until the connection ends,
// unless it is deaf.
type client struct {
	net.Conn
	mu       sync.Mutex
	received strings.Builder
	gone     bool
}

func (w *world) dial(t *testing.T, from string, sends ...string) *client {
	t.Helper()
	c := w.deaf(t, from, sends...)
	go func() {
		chunk := make([]byte, 4096)
		for {
			n, err := c.Read(chunk)
			c.mu.Lock()
			c.received.Write(chunk[:n])
			c.gone = err != nil
			c.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return c
}

func (w *world) deaf(t *testing.T, from string, sends ...string) *client {
	t.Helper()
	address, err := netip.ParseAddr(from)
	if err != nil {
		t.Fatal(err)
	}
	w.port++
	near, far := net.Pipe()
	w.incoming <- peer{far, net.TCPAddrFromAddrPort(netip.AddrPortFrom(address, w.port))}
	c := &client{Conn: near}
	t.Cleanup(func() { near.Close() })
	for _, text := range sends {
		c.send(text)
	}
	return c
}

// send sends beside the test: a connection that waits for a place is not read.
func (c *client) send(text string) {
	go func() { _, _ = io.WriteString(c, text) }() // it may be closed
}

// answers are how many whole answers the client has had.
func (c *client) answers() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Count(c.received.String(), "HTTP/1.1 200 OK")
}

func (c *client) closed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gone
}

// wantAnswer wants a client to be answered within a time.
func wantAnswer(t *testing.T, c *client, within time.Duration) {
	t.Helper()
	start := time.Now()
	synctest.Wait()
	for c.answers() == 0 && !c.closed() && time.Since(start) < within {
		time.Sleep(10 * time.Millisecond)
		synctest.Wait()
	}
	if c.answers() == 0 {
		t.Errorf("after %s there is no answer; closed: %v", time.Since(start), c.closed())
	}
}

const (
	request  = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
	work     = "GET /work HTTP/1.1\r\nHost: x\r\n\r\n"
	half     = "GET / HTTP/1.1\r\nHost:"
	bodyless = "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
	unread   = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
	expected = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"
	endless  = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n"
	expect   = "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"
	big      = "GET /big HTTP/1.1\r\nHost: x\r\n\r\n"
)
