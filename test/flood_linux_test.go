package test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// soon is far beyond the second or so for which a flood may hold somebody up, and far
// below the time that a server without bounds takes to end idle connections.
const soon = 10 * time.Second

// dialFrom connects from another of this machine's addresses.
func (s *server) dialFrom(t *testing.T, address string) *connection {
	t.Helper()
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: soon}
	dialed, err := dialer.Dial("tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialed.Close() })
	return &connection{TCPConn: dialed.(*net.TCPConn), host: at.Host, responses: bufio.NewReader(dialed)}
}

// within gives all that follows a time.
func (c *connection) within(t *testing.T, d time.Duration) {
	t.Helper()
	if err := c.SetDeadline(time.Now().Add(d)); err != nil {
		t.Fatal(err)
	}
}

// flood is what one address does with connections.
type flood struct {
	// text is sent on each, and all that comes is read.
	text string
	// neverReads clients send text until the server takes no more, and read nothing.
	neverReads bool
}

// begin opens connections from one address, and another one for each that the server
// ends, until the test ends. It returns once it has tried to open all.
func (f flood) begin(t *testing.T, s *server, address string, connections int) {
	t.Helper()
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	var flooding, opening sync.WaitGroup
	for range connections {
		opening.Add(1)
		flooding.Go(func() {
			again := time.NewTicker(100 * time.Millisecond)
			defer again.Stop()
			for opened := sync.OnceFunc(opening.Done); ctx.Err() == nil; <-again.C {
				f.open(ctx, at.Host, address, opened)
			}
		})
	}
	t.Cleanup(func() {
		end()
		flooding.Wait()
	})
	opening.Wait()
}

// open returns when the server ends the connection.
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
			_, _ = io.Copy(io.Discard, c) // until it is ended
			return
		}
	}
}

// TestConnectionFloodFromOneAddress: a client that holds as many connections as the server has descriptors
// keeps nobody else out, also if it opens each again that is ended.
func TestConnectionFloodFromOneAddress(t *testing.T) {
	t.Parallel()
	const attacker, other = "127.0.0.1", "127.0.0.2"
	const host = "HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	const post = "POST /graphql " + host + "Content-Type: application/json\r\n"
	const schema = `{"query":"{ __schema { types { name description fields { name description } } } }"}`
	for name, f := range map[string]flood{
		"silent connections":      {text: ""},
		"half headers":            {text: "GET / HTTP/1.1\r\nHost:"},
		"connections kept alive":  {text: "GET /livez " + host + "\r\n"},
		"requests without a body": {text: post + "Content-Length: 100\r\n\r\n"},
		"bodies that are refused": {text: "POST /nothing " + host + "Content-Length: 100\r\n\r\n"},
		"bodies that are invited": {text: post + "Content-Length: 100\r\nExpect: 100-continue\r\n\r\n"},
		"answers that wait":       {text: post + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(schema)+200_000) + schema + strings.Repeat(" ", 200_000), neverReads: true},
	} {
		t.Run(name, func(t *testing.T) {
			flags, connections := []string{"--metrics-addr", "127.0.0.1:0"}, 240
			if f.neverReads {
				// An answer costs more than a silence.
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
				t.Errorf("the server is %+v", got)
			}
			if log := s.logged(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "INTERNAL") || strings.Contains(log, "too many open files") {
				t.Errorf("the log complains:\n%s", log)
			}
		})
	}
}

// TestNewClientAmongIdleConnections: who has no address of its own, as behind a proxy, is served as
// well beside clients that ask nothing.
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
