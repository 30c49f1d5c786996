package test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// ignores reports whether the kernel discards a signal to the server.
func (s *server) ignores(t *testing.T, signal syscall.Signal) bool {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, mask, found := strings.Cut(string(status), "SigIgn:\t")
	if !found {
		t.Fatal("/proc does not show the ignored signals")
	}
	mask, _, _ = strings.Cut(mask, "\n")
	bits, err := strconv.ParseUint(mask, 16, 64)
	if err != nil {
		t.Fatal(err)
	}
	return bits&(1<<(signal-1)) != 0
}

// TestIgnoredSignals starts the server with signals ignored, as nohup does with SIGHUP,
// and a shell without job control with SIGINT. They do not stop it.
func TestIgnoredSignals(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{"HUP": syscall.SIGHUP, "INT": syscall.SIGINT} {
		command := serving(built(t, program), filepath.Join(t.TempDir(), "a.db"))
		command.Args = append([]string{"sh", "-c", "trap '' " + name + `; exec "$0" "$@"`}, append([]string{command.Path}, command.Args[1:]...)...)
		command.Path = "/bin/sh"
		s := startCommand(t, command)
		if !s.ignores(t, signal) {
			t.Errorf("the server does not ignore %s", signal)
		}
		if err := s.process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := s.record(distinctActivity("after "+name, 1)); err != nil {
			t.Errorf("after %s: %v", signal, err)
		}
		if strings.Contains(s.logged(), "msg=stopping") {
			t.Errorf("%s stopped the server", signal)
		}
		s.stop(t)
	}
}

// TestSecondHangup sends a second SIGHUP to a server that stops because of the first, as
// the terminal and the shell do at the end of a session. It has no effect.
func TestSecondHangup(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"), "--drain", "1h")
	if s.ignores(t, syscall.SIGHUP) {
		t.Fatal("the server ignores SIGHUP from the start")
	}
	if err := s.process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return strings.Contains(s.logged(), "msg=stopping") && s.ignores(t, syscall.SIGHUP) }, s.logged)
	if err := s.process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if err := s.record(distinctActivity("late", 1)); err != nil {
		t.Errorf("after the second SIGHUP: %v", err)
	}
	if err := s.end(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if ended, ok := errors.AsType[*exec.ExitError](s.exit); !ok || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("SIGTERM ended the server with %v", s.exit)
	}
}
