package test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestMalformedRequestsAreRejected: requests that are not valid HTTP/1.1, or that no ordinary
// client sends, must get the right status, and other clients must be served afterwards.
func TestMalformedRequestsAreRejected(t *testing.T) {
	t.Parallel()
	const host = "HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	s := start(t, filepath.Join(t.TempDir(), "a.db"))
	for name, c := range map[string]struct {
		sent     string
		statuses []int
	}{
		"HTTP/2 without TLS":      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00", []int{403}}, // it has no Host
		"an upgrade to HTTP/2":    {"GET /livez " + host + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n", []int{200}},
		"TLS":                     {"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03" + strings.Repeat("\x00", 200) + "\n", []int{400}},
		"random bytes":            {strings.Repeat("\x00\xff", 100) + "\r\n\r\n", []int{400}},
		"no host":                 {"GET /livez HTTP/1.1\r\n\r\n", []int{400}},
		"two Content-Lengths":     {"POST /graphql " + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", []int{400}},
		"a huge Content-Length":   {"POST /graphql " + host + "Content-Length: 99999999999999999999\r\n\r\n", []int{400}},
		"an unknown encoding":     {"POST /graphql " + host + "Transfer-Encoding: rubbish\r\n\r\n", []int{501}},
		"an unknown expectation":  {"GET /livez " + host + "Expect: rubbish\r\n\r\n", []int{417}},
		"a body for a wrong path": {"POST /nothing " + host + "Content-Length: 10\r\nExpect: 100-continue\r\n\r\n", []int{404}},
		"thousands of headers":    {"GET /graphql " + host + strings.Repeat("a: b\r\n", 5000) + "\r\n", []int{431}},
		"pipelined requests":      {strings.Repeat("GET /nothing "+host+"\r\n", 3), []int{404, 404, 404}},
	} {
		t.Run(name, func(t *testing.T) {
			client := s.dial(t)
			client.send(t, c.sent)
			for _, want := range c.statuses {
				response, err := http.ReadResponse(client.responses, nil)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, response.Body); err != nil {
					t.Error(err)
				}
				response.Body.Close()
				if response.StatusCode != want || response.ProtoMajor != 1 {
					t.Errorf("the response is %s %s, want HTTP/1 and %d", response.Proto, response.Status, want)
				}
			}
			s.wantServesNewClient(t)
		})
	}
	s.stop(t)
}

// TestPipelinedRequests: a client sends 300 requests on one connection before it reads, as
// HTTP/1.1 allows. The server must send the responses in the order of the requests.
func TestPipelinedRequests(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"))
	c := s.dial(t)
	const requests = 300
	c.write(t, func() error {
		for n := range requests {
			body := fmt.Sprintf(`{"query":"{ response%d: __typename }"}`, n)
			if _, err := io.WriteString(c, c.head(fmt.Sprintf("Content-Length: %d", len(body)))+body); err != nil {
				return err
			}
		}
		return io.EOF // write calls this function once only
	})
	s.wantServesNewClient(t)
	responses := bufio.NewReader(c)
	for n := range requests {
		response, err := http.ReadResponse(responses, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || !strings.Contains(string(body), fmt.Sprintf(`"response%d"`, n)) {
			t.Fatalf("the response to request %d is %s (%v)", n, body, err)
		}
	}
	s.stop(t)
}
