package test

import (
	"errors"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// withDescriptors adds a limit of file descriptors to a command.
func withDescriptors(limit int, command *exec.Cmd) *exec.Cmd {
	return exec.Command("sh", append([]string{"-c", `ulimit -n "$0" && exec "$@"`, strconv.Itoa(limit)}, command.Args...)...)
}

// limitDescriptors sets the limit of file descriptors of a running server. 0 restores the
// initial limit.
func (s *server) limitDescriptors(t *testing.T, descriptors uint64) {
	t.Helper()
	var limit unix.Rlimit
	if err := unix.Prlimit(s.process.Pid, unix.RLIMIT_NOFILE, nil, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = limit.Max
	if descriptors > 0 {
		limit.Cur = descriptors
	}
	if err := unix.Prlimit(s.process.Pid, unix.RLIMIT_NOFILE, &limit, nil); err != nil {
		t.Fatal(err)
	}
}

// TestOutOfFileDescriptors: a server that cannot open any file must still serve its open
// connections, and must not be ready. When it can open files again, it must serve the
// connections that waited. No request may fail with INTERNAL.
func TestOutOfFileDescriptors(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"), "--metrics-addr", "127.0.0.1:0")
	monitor := s.dial(t)
	monitor.wantStatus(t, "/readyz", http.StatusOK)
	const clients, requests = 16, 20
	open := make([]*connection, clients)
	for i := range open {
		open[i] = s.dial(t)
		open[i].wantStatus(t, "/livez", http.StatusOK)
	}
	s.limitDescriptors(t, 3)

	var all sync.WaitGroup
	for _, c := range open {
		all.Go(func() {
			for range requests {
				c.wantServed(t)
			}
		})
	}
	all.Wait()
	// The kernel completes the connection, although the server cannot accept it.
	waiting := s.dial(t)
	eventually(t, func() bool { return monitor.status(t, "/readyz") == http.StatusServiceUnavailable }, s.logged)

	s.limitDescriptors(t, 0)
	waiting.wantServed(t)
	s.waitForStatus(t, "ready")
	s.stop(t)
	if log := s.logged(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "INTERNAL") {
		t.Errorf("the log has errors:\n%s", log)
	}
}

// TestTooFewFileDescriptorsAtStart: with too few file descriptors, the start must fail with
// a message that has the limit. With the smallest limit that the start accepts, the server
// must serve, even while other connections use all remaining descriptors.
func TestTooFewFileDescriptorsAtStart(t *testing.T) {
	t.Parallel()
	least := 0
	for limit := 8; least == 0; limit += 8 {
		database := filepath.Join(t.TempDir(), "a.db")
		s, err := launch(withDescriptors(limit, serving(built(t, programWithoutRace), database, "--metrics-addr", "127.0.0.1:0")))
		if err != nil {
			if !strings.Contains(err.Error(), "file descriptors") || !strings.Contains(err.Error(), strconv.Itoa(limit)) {
				t.Fatalf("the start with %d file descriptors failed with: %v", limit, err)
			}
			if limit > 256 {
				t.Fatalf("the server does not start with %d file descriptors", limit)
			}
			continue
		}
		least = limit
		t.Cleanup(func() { _ = s.end(unix.SIGKILL) })
		for range 2 * limit {
			s.dial(t)
		}
		s.wantServesNewClient(t)
		if got := s.ready(t, s.monitoring(t)); got.Status != "ready" {
			t.Errorf("readiness with %d file descriptors is %+v", limit, got)
		}
		s.stop(t)
	}
	if least < 32 {
		t.Errorf("the server starts with %d file descriptors, want an error for fewer than 32", least)
	}
}

// wantStatus sends a GET request for a path, and fails the test if the status is another one.
func (c *connection) wantStatus(t *testing.T, path string, want int) {
	t.Helper()
	if got := c.status(t, path); got != want {
		t.Errorf("the status of %s is %d, want %d", path, got, want)
	}
}

// status sends a GET request for a path and returns the status.
func (c *connection) status(t *testing.T, path string) int {
	t.Helper()
	c.send(t, "GET "+path+" HTTP/1.1\r\nHost: "+c.host+"\r\n\r\n")
	response, err := http.ReadResponse(c.responses, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(io.Discard, response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode
}
