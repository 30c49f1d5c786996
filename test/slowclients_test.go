package test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestSlowClientsAreDisconnected: clients send incomplete requests, send slowly, or do not
// read. The server must close each of these connections by its own timeouts, and must serve
// other clients meanwhile. All slow clients start before the test waits for the first one,
// so that the timeouts run at the same time. --max-time is 10 minutes, so that it does not
// end a request before a timeout does.
func TestSlowClientsAreDisconnected(t *testing.T) {
	t.Parallel()
	s := startCommand(t, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "slow.db"), "--max-time=10m"))
	t.Run("clients", func(t *testing.T) {
		ends := map[string]func(*testing.T){}
		for name, begin := range map[string]func(*testing.T, slowServer) func(*testing.T){
			"incomplete header":      incompleteHeader,
			"slow header":            slowHeader,
			"headers of 1 MB":        hugeHeader,
			"headers without a body": missingBody,
			"slow body":              slowBody,
			"endless body":           endlessBody,
			"incomplete body":        incompleteBody,
			"200 idle connections":   idleConnections,
			"unread responses":       unreadResponses,
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
	// A client that does not read stops writing in the middle of a request. If the server
	// is slow, it has not sent a response yet and waits for the rest of that request.
	delete(late, "unread-responses")
	if want := map[string]int{"headers-without-a-body": 1, "slow-body": 1}; !maps.Equal(late, want) {
		t.Errorf("the log has responses with status 408 to the clients %v, want %v", late, want)
	}
}

// slowServer is a server with the name of one of the slow clients.
type slowServer struct {
	*server
	client string
}

// dial opens a connection that sends the name of the client with each request, for the log.
func (s slowServer) dial(t *testing.T) *connection {
	t.Helper()
	c := s.server.dial(t)
	c.name = s.client
	return c
}

func incompleteHeader(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	c := s.dial(t)
	c.send(t, "POST /graphql HTTP/1.1\r\nHost: "+c.host+"\r\nContent-")
	return c.wantClosed
}

func slowHeader(t *testing.T, s slowServer) func(*testing.T) {
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
		return errors.Join(err, io.EOF) // write calls this function once only
	})
	return func(t *testing.T) {
		t.Helper()
		response, err := http.ReadResponse(c.responses, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("the status of the response is %s, want 431", response.Status)
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

// slowBody sends a byte every 100 ms: only a timeout of the whole request ends it.
func slowBody(t *testing.T, s slowServer) func(*testing.T) {
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

// incompleteBody sends a part of the body and closes the connection itself.
func incompleteBody(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	c := s.dial(t)
	c.send(t, c.head("Content-Length: 100")+`{"query":"{ me`)
	c.Close()
	return s.wantServesNewClient
}

// idleConnections opens new connections, and connections that are idle after a request.
func idleConnections(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	for n := range 200 {
		if c := s.dial(t); n%2 == 0 {
			c.wantServed(t)
		}
	}
	return s.wantServesNewClient
}

// unreadResponses sends requests on more connections than the server has to its database,
// and reads nothing, until the server cannot send on any of them. It has reached this state
// when it reads no more requests.
func unreadResponses(t *testing.T, s slowServer) func(*testing.T) {
	t.Helper()
	body := `{"query":"{ groups { totalCount } __schema { types { name description fields { name description } } } }"}` + strings.Repeat(" ", 200_000)
	var clients sync.WaitGroup
	for range 2*runtime.NumCPU() + 4 {
		c := s.dial(t)
		if err := c.SetReadBuffer(4096); err != nil {
			t.Fatal(err)
		}
		request := c.head(fmt.Sprintf("Content-Length: %d", len(body))) + body
		clients.Go(func() {
			var err error
			for sent := 0; err == nil && sent < 1000; sent++ {
				if err = c.SetWriteDeadline(time.Now().Add(time.Second)); err == nil {
					_, err = io.WriteString(c, request)
				}
			}
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("the server still reads requests of a client that reads no responses: %v", err)
			}
		})
	}
	clients.Wait()
	return s.wantServesNewClient
}

// connection is a TCP connection to the server. Its reads fail after maxWait, so that a
// server that waits forever fails the test.
type connection struct {
	*net.TCPConn
	host string
	// name is sent with each request, for the log. It may be empty.
	name      string
	responses *bufio.Reader
}

// dial opens a connection that is closed when the test ends.
func (s *server) dial(t *testing.T) *connection {
	t.Helper()
	dialed, err := net.DialTimeout("tcp", hostPort(s.url), maxWait)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialed.Close() })
	if err := dialed.SetReadDeadline(time.Now().Add(maxWait)); err != nil {
		t.Fatal(err)
	}
	return &connection{TCPConn: dialed.(*net.TCPConn), host: hostPort(s.url), responses: bufio.NewReader(dialed)}
}

// head returns the request line and the headers of a request, with one more header for the
// length of the body.
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

// write calls a function that writes, in the background, until it returns an error.
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

// trickle sends a text every 100 ms, in the background.
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

// wantServesNewClient fails the test unless the server serves a new connection.
func (s *server) wantServesNewClient(t *testing.T) {
	t.Helper()
	s.dial(t).wantServed(t)
}

// wantServed sends a query, and fails the test unless the response is successful.
func (c *connection) wantServed(t *testing.T) {
	t.Helper()
	const body = `{"query":"{ groups { totalCount } }"}`
	c.send(t, c.head(fmt.Sprintf("Content-Length: %d", len(body)))+body)
	c.wantResponse(t, "200 OK")
}

// wantResponse reads a response, and fails the test unless it has a status and an error code,
// given as in "200 OK".
func (c *connection) wantResponse(t *testing.T, want string) {
	t.Helper()
	response, err := http.ReadResponse(c.responses, nil)
	if err != nil {
		t.Fatalf("reading the response: %v, want %s", err, want)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%d %s", response.StatusCode, codeOf(body)); got != want {
		t.Errorf("the response is %q, want %q: %.300s", got, want, body)
	}
}

// wantClosed waits until the server closes the connection, and fails the test if it does not.
// It ignores everything that the server sends before.
func (c *connection) wantClosed(t *testing.T) {
	t.Helper()
	if _, err := io.Copy(io.Discard, c.responses); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the server has not closed the connection after %s", maxWait)
	}
}
