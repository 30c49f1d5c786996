package test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// soon is the deadline for a request of another client during a flood. A request takes about
// a second. If connections are not limited, it takes two minutes, because it has to wait until
// idle connections time out.
const soon = 10 * time.Second

// dialFrom connects from another loopback address.
func (s *server) dialFrom(t *testing.T, address string) *connection {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: soon}
	dialed, err := dialer.Dial("tcp", hostPort(s.url))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialed.Close() })
	return &connection{TCPConn: dialed.(*net.TCPConn), host: hostPort(s.url), responses: bufio.NewReader(dialed)}
}

// within sets a deadline for everything that follows on the connection.
func (c *connection) within(t *testing.T, d time.Duration) {
	t.Helper()
	if err := c.SetDeadline(time.Now().Add(d)); err != nil {
		t.Fatal(err)
	}
}

// flood describes what each connection of a flood does.
type flood struct {
	// text is sent once, and everything that the server sends is read.
	text string
	// neverReads: text is sent repeatedly until writing blocks, and nothing is read.
	neverReads bool
}

// begin opens connections from one address until the test ends. A connection that the server
// closes is opened again. It returns when it has tried to open each connection once.
func (f flood) begin(t *testing.T, s *server, address string, connections int) {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	var flooding, opening sync.WaitGroup
	for range connections {
		opening.Add(1)
		flooding.Go(func() {
			pace := time.NewTicker(100 * time.Millisecond)
			defer pace.Stop()
			for opened := sync.OnceFunc(opening.Done); ctx.Err() == nil; <-pace.C {
				f.open(ctx, hostPort(s.url), address, opened)
			}
		})
	}
	t.Cleanup(func() {
		end()
		flooding.Wait()
	})
	opening.Wait()
}

// open opens one connection and returns when the server has closed it.
func (f flood) open(ctx context.Context, host, address string, opened func()) {
	defer opened()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: soon}
	c, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	if f.neverReads {
		err = c.(*net.TCPConn).SetReadBuffer(4096)
	}
	for err == nil {
		_, err = io.WriteString(c, f.text)
		opened()
		if !f.neverReads {
			_, _ = io.Copy(io.Discard, c) // until the server closes it
			return
		}
	}
}

// TestConnectionFloodFromOneAddress: one address opens as many connections as the server has
// file descriptors, and opens each one again that the server closes. Clients at other
// addresses must be served before the deadline, on new and on existing connections. The
// server must stay ready and must not log errors.
func TestConnectionFloodFromOneAddress(t *testing.T) {
	t.Parallel()
	const attacker, other = "127.0.0.1", "127.0.0.2"
	const host = "HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	const post = "POST /graphql " + host + "Content-Type: application/json\r\n"
	const schema = `{"query":"{ __schema { types { name description fields { name description } } } }"}`
	for name, f := range map[string]flood{
		"silent connections":      {text: ""},
		"incomplete headers":      {text: "GET / HTTP/1.1\r\nHost:"},
		"idle after a request":    {text: "GET /livez " + host + "\r\n"},
		"requests without a body": {text: post + "Content-Length: 100\r\n\r\n"},
		"bodies that are ignored": {text: "POST /nothing " + host + "Content-Length: 100\r\n\r\n"},
		"bodies after 100":        {text: post + "Content-Length: 100\r\nExpect: 100-continue\r\n\r\n"},
		"unread responses":        {text: post + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(schema)+200_000) + schema + strings.Repeat(" ", 200_000), neverReads: true},
	} {
		t.Run(name, func(t *testing.T) {
			flags, connections := []string{"--metrics-addr", "127.0.0.1:0"}, 240
			if f.neverReads {
				// These connections cost more: a smaller number is enough.
				flags, connections = append(flags, "--max-connections", "16"), 32
			}
			s := startCommand(t, withDescriptors(256, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "a.db"), flags...)))
			before := s.dialFrom(t, "127.0.0.3")
			before.wantServed(t)
			f.begin(t, s, attacker, connections)
			for range 10 {
				c := s.dialFrom(t, other)
				c.within(t, soon)
				c.wantServed(t)
				c.wantStatus(t, "/readyz", http.StatusOK)
			}
			before.within(t, soon)
			before.wantServed(t)
			if got := s.ready(t, s.monitoring(t)); got.Status != "ready" {
				t.Errorf("readiness during the flood is %+v", got)
			}
			if log := s.logged(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "INTERNAL") || strings.Contains(log, "too many open files") {
				t.Errorf("the log has errors:\n%s", log)
			}
		})
	}
}

// TestNewClientAmongIdleConnections: idle connections use almost all file descriptors. A new
// client at the same address, as behind a proxy, must be served before the deadline.
func TestNewClientAmongIdleConnections(t *testing.T) {
	t.Parallel()
	s := startCommand(t, withDescriptors(256, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "a.db"))))
	for n := range 240 {
		c := s.dialFrom(t, "127.0.0.1")
		if n%2 == 0 {
			c.send(t, "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
		}
	}
	c := s.dialFrom(t, "127.0.0.1")
	c.within(t, soon)
	c.wantServed(t)
	s.stop(t)
}
