package test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestSlowClientsAreDisconnected has clients hold on to what they should let go of. Each is cut
// off by the server itself, and meanwhile the others are served. All begin before
// the first is waited for: the server's own timers take the time, and run at once
// also where few tests may. No request runs into its own limit, which would free
// what it should not have held.
func TestSlowClientsAreDisconnected(t *testing.T) {
	t.Parallel()
	s := startCommand(t, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "slow.db"), "--max-time=10m"))
	t.Run("clients", func(t *testing.T) {
		ends := map[string]func(*testing.T){}
		for name, begin := range map[string]func(*testing.T, slowServer) func(*testing.T){
			"half a header":          halfHeader,
			"a header that dribbles": tricklingHeader,
			"headers of 1 MB":        hugeHeader,
			"headers without a body": missingBody,
			"a body that dribbles":   tricklingBody,
			"a body without end":     endlessBody,
			"half a body":            halfBody,
			"200 idle connections":   idleConnections,
			"answers that wait":      unreadAnswers,
		} {
			ends[name] = begin(t, slowServer{s, strings.ReplaceAll(name, " ", "-")})
		}
		for name, end := range ends {
			t.Run(name, end)
		}
	})
	s.wantServesNewClient(t)
	s.stop(t)
	late := map[string]int{}
	for _, request := range regexp.MustCompile(`msg=request .*status=408 .*client_request_id=(\S+)`).FindAllStringSubmatch(s.logged(), -1) {
		late[request[1]]++
	}
	// These stop in the middle of a request when the server takes no more. Where it is
	// slow, that is before an answer waits, and then it waits for the rest of the body.
	delete(late, "answers-that-wait")
	if want := map[string]int{"headers-without-a-body": 1, "a-body-that-dribbles": 1}; !maps.Equal(late, want) {
		t.Errorf("the log tells of bodies that took too long of %v, want %v", late, want)
	}
}

// slowServer is a server as one of the slow clients sees it.
type slowServer struct {
	*server
	client string
}

// dial connects under the client's name, which the log has of each of its requests.
func (s slowServer) dial(t *testing.T) *connection {
	t.Helper()
	c := s.server.dial(t)
	c.name = s.client
	return c
}

func halfHeader(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	c := s.dial(t)
	c.send(t, "POST /graphql HTTP/1.1\r\nHost: "+c.host+"\r\nContent-")
	return c.wantClosed
}

func tricklingHeader(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	c := s.dial(t)
	c.send(t, "POST /graphql HTTP/1.1\r\nHost: "+c.host+"\r\nX-Long: ")
	c.trickle(t, "x")
	return c.wantClosed
}

func hugeHeader(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	c := s.dial(t)
	header := "POST /graphql HTTP/1.1\r\nHost: " + c.host + "\r\nX-Long: " + strings.Repeat("x", 1<<20) + "\r\n\r\n"
	c.write(t, func() error {
		_, err := io.WriteString(c, header)
		return errors.Join(err, io.EOF) // once is enough
	})
	return func(t *testing.T) {
		t.Helper()
		response, err := http.ReadResponse(c.responses, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("the status is %s, want 431", response.Status)
		}
		c.wantClosed(t)
	}
}

func missingBody(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	c := s.dial(t)
	c.send(t, c.head("Content-Length: 100"))
	return func(t *testing.T) {
		t.Helper()
		c.wantResponse(t, "408 BAD_USER_INPUT")
		c.wantClosed(t)
	}
}

// tricklingBody never pauses for long: only a limit of the whole ends it.
func tricklingBody(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	c := s.dial(t)
	c.send(t, c.head("Content-Length: 100000"))
	c.trickle(t, " ")
	return func(t *testing.T) {
		t.Helper()
		c.wantResponse(t, "408 BAD_USER_INPUT")
		c.wantClosed(t)
	}
}

func endlessBody(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	c := s.dial(t)
	c.send(t, c.head("Transfer-Encoding: chunked"))
	chunk := fmt.Sprintf("%x\r\n%s\r\n", 1<<16, strings.Repeat(" ", 1<<16))
	c.write(t, func() error {
		_, err := io.WriteString(c, chunk)
		return err
	})
	return func(t *testing.T) {
		t.Helper()
		c.wantResponse(t, "413 PAYLOAD_TOO_LARGE")
		c.wantClosed(t)
	}
}

// halfBody goes away itself.
func halfBody(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	c := s.dial(t)
	c.send(t, c.head("Content-Length: 100")+`{"query":"{ me`)
	c.Close()
	return s.wantServesNewClient
}

// idleConnections are in both states in which nothing is asked: new, and with an
// graphQLResponse behind them.
func idleConnections(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	for n := range 200 {
		if c := s.dial(t); n%2 == 0 {
			c.wantServed(t)
		}
	}
	return s.wantServesNewClient
}

// unreadAnswers asks on more connections than the server has to its database,
// until it is stuck with an answer on each. What shows it is that it takes no
// more requests.
func unreadAnswers(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	body := `{"query":"{ groups { totalCount } __schema { types { name description fields { name description } } } }"}` + strings.Repeat(" ", 200_000)
	var asking sync.WaitGroup
	for range 2*runtime.NumCPU() + 4 {
		c := s.dial(t)
		if err := c.SetReadBuffer(4096); err != nil {
			t.Fatal(err)
		}
		request := c.head(fmt.Sprintf("Content-Length: %d", len(body))) + body
		asking.Go(func() {
			var err error
			for sent := 0; err == nil && sent < 1000; sent++ {
				if err = c.SetWriteDeadline(time.Now().Add(time.Second)); err == nil {
					_, err = io.WriteString(c, request)
				}
			}
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("nobody reads, and the server goes on: %v", err)
			}
		})
	}
	asking.Wait()
	return s.wantServesNewClient
}

// connection is a client that says what it likes. Its reads end with the time
// that a test has, so that a server that waits for ever fails it.
type connection struct {
	*net.TCPConn
	host string
	// name is in the log beside each request; empty is none.
	name      string
	responses *bufio.Reader
}

func (s *server) dial(t *testing.T) *connection {
	t.Helper()
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	dialed, err := net.DialTimeout("tcp", at.Host, maxWait)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialed.Close() })
	if err := dialed.SetReadDeadline(time.Now().Add(maxWait)); err != nil {
		t.Fatal(err)
	}
	return &connection{TCPConn: dialed.(*net.TCPConn), host: at.Host, responses: bufio.NewReader(dialed)}
}

// head is the head of a request that has one more header, which says how long
// its body is.
func (c *connection) head(header string) string {
	if c.name != "" {
		header += "\r\nX-Request-Id: " + c.name
	}
	return "POST /graphql HTTP/1.1\r\nHost: " + c.host + "\r\nContent-Type: application/json\r\n" + header + "\r\n\r\n"
}

func (c *connection) send(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
}

// write goes on writing beside the test, until the server takes no more.
func (c *connection) write(t *testing.T, once func() error) {
	t.Helper()
	var writing sync.WaitGroup
	writing.Go(func() {
		for err := error(nil); err == nil; {
			err = once()
		}
	})
	t.Cleanup(func() {
		c.Close()
		writing.Wait()
	})
}

// trickle sends a text over and over, often enough for no pause to be noticed.
func (c *connection) trickle(t *testing.T, text string) {
	t.Helper()
	pace := time.NewTicker(100 * time.Millisecond)
	t.Cleanup(pace.Stop)
	c.write(t, func() error {
		<-pace.C
		_, err := io.WriteString(c, text)
		return err
	})
}

// wantServesNewClient wants a client that is new to be served.
func (s *server) wantServesNewClient(t *testing.T) {
	t.Helper()
	s.dial(t).wantServed(t)
}

func (c *connection) wantServed(t *testing.T) {
	t.Helper()
	const body = `{"query":"{ groups { totalCount } }"}`
	c.send(t, c.head(fmt.Sprintf("Content-Length: %d", len(body)))+body)
	c.wantResponse(t, "200 OK")
}

func (c *connection) wantResponse(t *testing.T, want string) {
	t.Helper()
	response, err := http.ReadResponse(c.responses, nil)
	if err != nil {
		t.Fatalf("want %s, and there was %v", want, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%d %s", response.StatusCode, codeOf(body)); got != want {
		t.Errorf("answered %q, want %q: %.300s", got, want, body)
	}
}

// wantClosed wants the server to end the connection. What net/http may still say
// is its own.
func (c *connection) wantClosed(t *testing.T) {
	t.Helper()
	if _, err := io.Copy(io.Discard, c.responses); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the server waits for ever")
	}
}
