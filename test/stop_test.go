package test

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestStopUnderLoad stops the server while clients record activities. What the server stores
// and what it acknowledges must be the same: no client may lose the response to a stored
// activity. The server must exit with code 0 and must not log errors.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			database := filepath.Join(t.TempDir(), "a.db")
			clients := newRecordingClients()
			s := start(t, database)
			clients.work(t, s, "load", 300, func() {
				if err := s.terminate(signal); err != nil {
					t.Error(err)
				}
			})
			if log := s.logged(); strings.Contains(log, "were aborted") || strings.Contains(log, "level=ERROR") {
				t.Errorf("the log has errors:\n%s", log)
			}

			s = start(t, database)
			for id := range clients.check(t, s) {
				if _, ok := clients.acknowledged[id]; !ok {
					t.Errorf("%s is stored, and its client received no response", id)
				}
			}
			clients.repeat(t, s)
			clients.check(t, s)
			s.stop(t)
		})
	}
}

// TestDrain: after SIGTERM the server must be not ready, so that load balancers notice, and
// must still accept connections and serve requests until the drain time is over. Here it is
// an hour, so that the test can take any time, and a second signal ends it.
func TestDrain(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"), "--drain", "1h", "--metrics-addr", "127.0.0.1:0")
	for _, url := range []string{s.url, s.monitoring(t)} {
		if got := s.ready(t, url); got.Status != "ready" {
			t.Errorf("readiness before the signal is %+v", got)
		}
	}
	if err := s.process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return strings.Contains(s.logged(), "msg=stopping") }, s.logged)
	// The next requests open new connections.
	s.client.CloseIdleConnections()
	for _, url := range []string{s.url, s.monitoring(t)} {
		if got := s.ready(t, url); got.Status != "stopping" {
			t.Errorf("readiness after the signal is %+v", got)
		}
	}
	if err := s.record(distinctActivity("late", 1)); err != nil {
		t.Errorf("a request during the drain failed: %v", err)
	}
	if err := s.end(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if ended, ok := errors.AsType[*exec.ExitError](s.exit); !ok || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("after a second signal the server ended with %v, want the signal", s.exit)
	}
	if log := s.logged(); !strings.Contains(log, "path=/graphql") {
		t.Errorf("the log has no line of the last request:\n%s", log)
	}
}

// TestDrainEnds: when the drain time is over, and not before, the server must end with exit
// code 0.
func TestDrainEnds(t *testing.T) {
	t.Parallel()
	const drain = time.Second
	s := start(t, filepath.Join(t.TempDir(), "a.db"), "--drain", drain.String())
	signaled := time.Now()
	s.stop(t)
	if took := time.Since(signaled); took < drain {
		t.Errorf("the server ended %s after the signal, want at least %s", took, drain)
	}
}
