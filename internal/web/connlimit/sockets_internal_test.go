package connlimit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// serveSockets serves on real sockets until the end of the test. Then it checks that no
// connection is left.
func serveSockets(t *testing.T, connections int, handler http.HandlerFunc) (address string) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.DiscardHandler)
	l := New(inner, Options{Connections: connections, Logger: logger})
	server := &http.Server{Handler: handler, ReadTimeout: time.Minute, ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelDebug)}
	l.Attach(server)
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := server.Shutdown(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve returned %v", err)
		}
		server.Close()
		deadline := time.After(time.Minute)
		for s := l.Stats(); s.Busy+s.Idle+s.Waiting != 0; s = l.Stats() {
			select {
			case <-deadline:
				t.Fatalf("at the end, the connections are %+v", s)
			default:
			}
		}
	})
	return inner.Addr().String()
}

// TestManyConcurrentClients has many clients share few slots. The number of concurrent
// requests never exceeds the number of slots, and every client that retries gets its
// response.
func TestManyConcurrentClients(t *testing.T) {
	const connections, clients, requests = 8, 40, 20
	var busy, most atomic.Int64
	address := serveSockets(t, connections, func(w http.ResponseWriter, r *http.Request) {
		n := busy.Add(1)
		defer busy.Add(-1)
		for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
		}
		_, _ = io.Copy(w, r.Body)
	})
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: i%2 == 0}}
			defer client.CloseIdleConnections()
			for n := range requests {
				want := fmt.Sprintf("client %d, request %d", i, n)
				for tries := 0; ; tries++ {
					got, err := post(client, address, want)
					if err == nil && got == want {
						break
					}
					if tries > 1000 || err == nil && !strings.Contains(got, "UNAVAILABLE") {
						t.Errorf("the response to %q is %q (%v)", want, got, err)
						return
					}
				}
			}
		})
	}
	all.Wait()
	if n := most.Load(); n > connections || n == 0 {
		t.Errorf("%d requests ran at the same time with %d slots", n, connections)
	}
}

func post(client *http.Client, address, body string) (string, error) {
	response, err := client.Post("http://"+address+"/", "text/plain", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

// TestRejectionIsValidHTTP checks that the rejection is a valid HTTP response and that its
// Content-Length is correct.
func TestRejectionIsValidHTTP(t *testing.T) {
	response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(rejection)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusServiceUnavailable || !response.Close || response.Header.Get("Retry-After") == "" ||
		!strings.HasSuffix(rejection, string(body)) || int64(len(body)) != response.ContentLength || !strings.HasSuffix(string(body), "}]}") {
		t.Errorf("the response is %+v with the body %s (%v)", response, body, err)
	}
}
