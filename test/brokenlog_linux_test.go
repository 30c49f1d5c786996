package test

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestBrokenLog closes the pipe that the log is written to, as when its reader ends. The
// server goes on, and stops as usual.
func TestBrokenLog(t *testing.T) {
	t.Parallel()
	log, written, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	database := filepath.Join(t.TempDir(), "a.db")
	command := serving(built(t, program), database)
	command.Stderr = written
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() }) // it has ended unless the test failed
	written.Close()

	var url string
	for lines := bufio.NewReader(log); url == ""; {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if found := listeningLine.FindStringSubmatch(line); found != nil {
			url = found[1]
		}
	}
	log.Close()

	// Each request writes a line to the log.
	for range 3 {
		response, err := http.Post(url+"graphql", "application/json", strings.NewReader(`{"query":"{ __typename }"}`))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("status %d", response.StatusCode)
		}
	}
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if _, err := os.Stat(database + "-wal"); err == nil {
		t.Error("the database was not closed")
	}
}
