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

// network is a net.Listener for tests. It accepts the connections of incoming and fails
// with the errors of failing.
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

// peer is the server's end of a connection, with a remote address.
type peer struct {
	net.Conn
	remote net.Addr
}

func (p peer) RemoteAddr() net.Addr { return p.remote }

// testServer is a server in a synctest bubble. A request for /work lasts until the test
// sends to release.
type testServer struct {
	*network
	listener *Listener
	server   *http.Server
	release  chan struct{}
	served   chan error
	port     uint16
}

func newTestServer(t *testing.T, o Options) *testServer {
	t.Helper()
	w := &testServer{
		network: newNetwork(),
		release: make(chan struct{}), served: make(chan error, 1),
	}
	o.Logger = slog.New(slog.DiscardHandler)
	w.listener = New(w.network, o)
	w.server = &http.Server{Handler: http.HandlerFunc(w.handle), ReadTimeout: time.Minute, ErrorLog: slog.NewLogLogger(o.Logger.Handler(), slog.LevelDebug)}
	w.listener.Attach(w.server)
	go func() { w.served <- w.server.Serve(w.listener) }()
	t.Cleanup(func() {
		close(w.release)
		w.server.Close()
		time.Sleep(time.Second) // net/http keeps connections that long if the client is still sending
		synctest.Wait()
		if err := <-w.served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve returned %v", err)
		}
		if s := w.listener.Stats(); s.Busy+s.Idle+s.Waiting != 0 || len(w.listener.addresses)+w.listener.headerBytes != 0 {
			t.Errorf("at the end, the connections are %+v, with %d addresses and %d header bytes", s, len(w.listener.addresses), w.listener.headerBytes)
		}
	})
	return w
}

func (w *testServer) handle(response http.ResponseWriter, r *http.Request) {
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

// client is the client's end of a connection.
type client struct {
	net.Conn
	mu       sync.Mutex
	received strings.Builder
	gone     bool
}

// dial opens a connection from an address and sends texts. The client reads until the
// connection is closed.
func (w *testServer) dial(t *testing.T, from string, sends ...string) *client {
	t.Helper()
	c := w.dialWithoutReading(t, from, sends...)
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

// dialWithoutReading is like dial, but the client reads nothing.
func (w *testServer) dialWithoutReading(t *testing.T, from string, sends ...string) *client {
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

// send sends a text in a goroutine, because the server does not read from a connection that
// waits for a slot.
func (c *client) send(text string) {
	go func() { _, _ = io.WriteString(c, text) }() // fails if the connection is closed
}

// responses returns the number of responses that the client has received.
func (c *client) responses() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Count(c.received.String(), "HTTP/1.1 200 OK")
}

func (c *client) closed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gone
}

// wantResponse waits until the client has a response. The test fails if that takes longer
// than within.
func wantResponse(t *testing.T, c *client, within time.Duration) {
	t.Helper()
	start := time.Now()
	synctest.Wait()
	for c.responses() == 0 && !c.closed() && time.Since(start) < within {
		time.Sleep(10 * time.Millisecond)
		synctest.Wait()
	}
	if c.responses() == 0 {
		t.Errorf("there is no response after %s; the connection is closed: %v", time.Since(start), c.closed())
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
