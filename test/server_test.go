package test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// maxWait bounds every wait. It is much longer than any step takes, even on a slow
// machine with the race detector, so that only a hanging server exceeds it.
const maxWait = 60 * time.Second

// server is a running server process.
type server struct {
	url     string
	process *os.Process
	client  *http.Client

	exited chan struct{}
	exit   error // how the process ended, once exited is closed

	mu  sync.Mutex
	log strings.Builder
}

// hostPort returns the address in the URL of a server.
func hostPort(url string) string {
	return strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
}

// serving returns the command that starts a server for a database on a free port.
func serving(program, database string, flags ...string) *exec.Cmd {
	return exec.Command(program, append([]string{"--database", database, "--addr", "127.0.0.1:0"}, flags...)...)
}

// start starts a server for a database. The server is killed when the test ends.
func start(t *testing.T, database string, flags ...string) *server {
	t.Helper()
	return startCommand(t, serving(built(t, program), database, flags...))
}

func startCommand(t *testing.T, command *exec.Cmd) *server {
	t.Helper()
	s, err := launch(command)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.end(os.Kill) }) // it has no effect if the server has ended
	return s
}

// launch starts a server and waits until its log says that it listens.
func launch(command *exec.Cmd) (*server, error) {
	stderr, err := command.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	s := &server{
		process: command.Process,
		client:  &http.Client{Timeout: maxWait, Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
		exited:  make(chan struct{}),
	}
	listening := make(chan string, 1)
	go func() {
		s.follow(stderr, listening)
		s.exit = command.Wait()
		close(s.exited)
	}()
	select {
	case s.url = <-listening:
		return s, nil
	case <-s.exited:
		return nil, errors.Join(fmt.Errorf("the server exited before it listened\n%s", s.logged()), s.exit)
	case <-time.After(maxWait):
		return nil, errors.Join(fmt.Errorf("the server does not listen after %s\n%s", maxWait, s.logged()), s.end(os.Kill))
	}
}

var listeningLine = regexp.MustCompile(`msg=listening url=(http://\S+/) `)

// follow stores the log, and sends the URL of the server when the log contains it.
func (s *server) follow(stderr io.Reader, listening chan<- string) {
	lines := bufio.NewReader(stderr)
	for {
		line, err := lines.ReadString('\n')
		s.mu.Lock()
		s.log.WriteString(line)
		s.mu.Unlock()
		if found := listeningLine.FindStringSubmatch(line); found != nil {
			listening <- found[1]
		}
		if err != nil {
			return
		}
	}
}

// logged returns the log up to now.
func (s *server) logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// end sends a signal and waits until the process has ended. A data race or a panic in
// the log is an error.
func (s *server) end(signal os.Signal) error {
	if err := s.process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.exited:
	case <-time.After(maxWait):
		_ = s.process.Kill()
		return fmt.Errorf("the server did not end after signal %s\n%s", signal, s.logged())
	}
	if log := s.logged(); strings.Contains(log, "DATA RACE") || strings.Contains(log, "panic") {
		return fmt.Errorf("the log has a data race or a panic\n%s", log)
	}
	return nil
}

// terminate sends a signal and waits for the server to end with exit code 0.
func (s *server) terminate(signal os.Signal) error {
	if err := s.end(signal); err != nil {
		return err
	}
	if s.exit != nil {
		return fmt.Errorf("after signal %s the server ended with %w, want exit code 0\n%s", signal, s.exit, s.logged())
	}
	return nil
}

// stop stops the server with SIGTERM.
func (s *server) stop(t *testing.T) {
	t.Helper()
	if err := s.terminate(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}

// kill ends the server with SIGKILL.
func (s *server) kill(t *testing.T) {
	t.Helper()
	if err := s.end(os.Kill); err != nil {
		t.Error(err)
	}
}
