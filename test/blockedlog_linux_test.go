package test

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// lostLines matches the line that counts the lines that were lost.
var lostLines = regexp.MustCompile(`lines of the log were lost.* lines=(\d+)`)

// TestBlockedLog stops to read the pipe that the log is written to. Requests are served
// nevertheless. When the pipe is read again, the log says how many lines are missing.
func TestBlockedLog(t *testing.T) {
	t.Parallel()
	log, written, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	command := serving(built(t, program), filepath.Join(t.TempDir(), "a.db"))
	command.Stderr = written
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() }) // it has ended unless the test failed
	written.Close()

	var url string
	lines := bufio.NewReader(log)
	for url == "" {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if found := listeningLine.FindStringSubmatch(line); found != nil {
			url = found[1]
		}
	}

	// The lines are larger than the pipe and the buffer of the server.
	const requests = 3000
	client := http.Client{Timeout: 30 * time.Second}
	for range requests {
		response, err := client.Post(url+"graphql", "application/json", strings.NewReader(`{"query":"{ __typename }"}`))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Fatalf("status %d", response.StatusCode)
		}
	}

	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	logged, lost := 0, 0
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // the server has ended
		}
		if strings.Contains(line, "msg=request ") {
			logged++
		}
		if found := lostLines.FindStringSubmatch(line); found != nil {
			n, err := strconv.Atoi(found[1])
			if err != nil {
				t.Fatal(err)
			}
			lost += n
		}
	}
	if err := command.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	// The line about the stop may be lost, too.
	if missing := requests - logged; lost == 0 || lost < missing || lost > missing+10 {
		t.Errorf("of %d lines, %d were written and %d were reported as lost", requests, logged, lost)
	}
}
