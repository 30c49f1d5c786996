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

// withDescriptors returns a command that runs with a limit of file descriptors.
func withDescriptors(limit int, command *exec.Cmd) *exec.Cmd {
	return exec.Command("sh", append([]string{"-c", `ulimit -n "$0" && exec "$@"`, strconv.Itoa(limit)}, command.Args...)...)
}

// limitDescriptors sets the limit of file descriptors of a running server. 0 makes
// it what it was at the start.
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

// : a server that cannot open anything goes on serving the
// connections that it has, and says that it is not ready.
func TestOutOfFileDescriptors(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"), "--metrics-addr", "127.0.0.1:0")
	watching := s.dial(t)
	watching.get(t, "/readyz", http.StatusOK)
	const clients, requests = 16, 20
	asking := make([]*connection, clients)
	for i := range asking {
		asking[i] = s.dial(t)
		asking[i].get(t, "/livez", http.StatusOK)
	}
	s.limitDescriptors(t, 3)

	var all sync.WaitGroup
	for _, c := range asking {
		all.Go(func() {
			for range requests {
				c.wantServed(t)
			}
		})
	}
	all.Wait()
	// The kernel completes a connection that the server cannot accept.
	late := s.dial(t)
	eventually(t, func() bool { return watching.status(t, "/readyz") == http.StatusServiceUnavailable }, s.logged)

	s.limitDescriptors(t, 0)
	late.wantServed(t)
	s.waitForStatus(t, "ready")
	s.stop(t)
	if log := s.logged(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "INTERNAL") {
		t.Errorf("the log complains:\n%s", log)
	}
}

// : a limit that is too small to serve is one sentence at the
// start, and the least that is accepted serves.
func TestTooFewFileDescriptorsAtStart(t *testing.T) {
	t.Parallel()
	least := 0
	for limit := 8; least == 0; limit += 8 {
		database := filepath.Join(t.TempDir(), "a.db")
		s, err := launch(withDescriptors(limit, serving(built(t, programWithoutRace), database, "--metrics-addr", "127.0.0.1:0")))
		if err != nil {
			if !strings.Contains(err.Error(), "file descriptors") || !strings.Contains(err.Error(), strconv.Itoa(limit)) {
				t.Fatalf("with %d descriptors the program says: %v", limit, err)
			}
			if limit > 256 {
				t.Fatalf("%d descriptors are not enough", limit)
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
			t.Errorf("with %d descriptors the server is %+v", limit, got)
		}
		s.stop(t)
	}
	if least < 32 {
		t.Errorf("a server with %d descriptors and connections on all of them says that it serves", least)
	}
}

// get wants a path to be answered with a status.
func (c *connection) get(t *testing.T, path string, want int) {
	t.Helper()
	if got := c.status(t, path); got != want {
		t.Errorf("%s is answered %d, want %d", path, got, want)
	}
}

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
