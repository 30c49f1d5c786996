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

// TestStopUnderLoad stops the server while clients record. It stores what it
// answers, answers what it stores, and ends well.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			database := filepath.Join(t.TempDir(), "a.db")
			clients := newRecordingClients()
			s := start(t, database)
			clients.work(t, s, "load", 300, func() {
				if err := s.terminate(signal); err != nil {
					t.Error(err)
				}
			})
			if log := s.logged(); strings.Contains(log, "cut off") || strings.Contains(log, "level=ERROR") {
				t.Errorf("the log complains:\n%s", log)
			}

			s = start(t, database)
			for id := range clients.check(t, s) {
				if _, ok := clients.acknowledged[id]; !ok {
					t.Errorf("%s was stored, and its client had no answer", id)
				}
			}
			clients.repeat(t, s)
			clients.check(t, s)
			s.stop(t)
		})
	}
}

// TestDrain: at a stop the server is not ready first, and still answers for as long
// as load balancers need to see that; what watches it sees it to the end.
func TestDrain(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"), "--drain", "3s", "--metrics-addr", "127.0.0.1:0")
	for _, url := range []string{s.url, s.monitoring(t)} {
		if got := s.ready(t, url); got.Status != "ready" {
			t.Errorf("the server is %+v", got)
		}
	}
	signalled := time.Now()
	if err := s.process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return strings.Contains(s.logged(), "msg=stopping") }, s.logged)
	// A new connection, as a client has that does not know yet.
	s.client.CloseIdleConnections()
	for _, url := range []string{s.url, s.monitoring(t)} {
		if got := s.ready(t, url); got.Status != "stopping" {
			t.Errorf("the server is %+v after the signal", got)
		}
	}
	if err := s.record(distinctActivity("late", 1)); err != nil {
		t.Errorf("a request while the server drains: %v", err)
	}
	<-s.exited
	if took := time.Since(signalled); s.exit != nil || took < 3*time.Second {
		t.Errorf("the server ended after %s with %v", took, s.exit)
	}
}

// TestSecondSignalEndsDrain ends a server that drains at once.
func TestSecondSignalEndsDrain(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"), "--drain", "1h")
	if err := s.process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return strings.Contains(s.logged(), "msg=stopping") }, s.logged)
	if err := s.end(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if ended, ok := errors.AsType[*exec.ExitError](s.exit); !ok || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("a second signal ended the server with %v", s.exit)
	}
}
