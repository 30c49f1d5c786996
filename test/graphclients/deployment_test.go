// Package graphclients uses the server with Microsoft's clients for Microsoft Graph.
package graphclients

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// maxWait bounds every wait. Only a server that hangs exceeds it.
const maxWait = 60 * time.Second

// program builds the server and returns the path of the program.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(folder, "itemactivity")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", path, ".")
	build.Dir = "../.."
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return path, nil
})

// run runs a command of the program in a folder and returns what it prints.
func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(path, args...)
	command.Dir = dir
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return strings.TrimSpace(string(output))
}

// deployment is a server behind a proxy that terminates TLS.
type deployment struct {
	*proxy
	// user and application are tokens of a user and of an application. They are empty in
	// development mode.
	user, application string
}

// deploy starts a server that requires tokens.
func deploy(t *testing.T) *deployment {
	t.Helper()
	dir := t.TempDir()
	run(t, dir, "keygen")
	return &deployment{
		proxy:       serve(t, dir, "--keys", "itemactivity.pub"),
		user:        run(t, dir, "token", "--user", "jane", "--app", "editor", "--scopes", "Files.ReadWrite Group.ReadWrite.All"),
		application: run(t, dir, "token", "--app", "importer", "--scopes", "Files.ReadWrite.All Group.ReadWrite.All"),
	}
}

// deployForDevelopment starts a server in development mode.
func deployForDevelopment(t *testing.T) *deployment {
	t.Helper()
	return &deployment{proxy: serve(t, t.TempDir())}
}

// serve starts a server behind a proxy, and stops both at the end of the test.
func serve(t *testing.T, dir string, flags ...string) *proxy {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{attempts: map[string][]http.Header{}}
	p.Server = httptest.NewTLSServer(p)
	t.Cleanup(p.Close)
	command := exec.Command(path, append([]string{"--addr", "127.0.0.1:0", "--database", "test.db", "--public-url", p.URL}, flags...)...)
	command.Dir = dir
	log, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	url, kept := make(chan string, 1), new(bytes.Buffer)
	finished := make(chan error, 1)
	go func() {
		follow(log, kept, url)
		finished <- command.Wait()
	}()
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		if err := <-finished; err != nil || strings.Contains(kept.String(), "panic") {
			t.Errorf("the server ended with %v:\n%s", err, kept)
		}
	})
	select {
	case p.target = <-url:
	case <-time.After(maxWait):
		t.Fatal("the server does not listen")
	}
	return p
}

var listening = regexp.MustCompile(`msg=listening url=http://(\S+)/ `)

// follow keeps a log, and sends the address of the server when the log contains it.
func follow(log io.Reader, kept *bytes.Buffer, address chan<- string) {
	for lines := bufio.NewScanner(log); lines.Scan(); {
		fmt.Fprintln(kept, lines.Text())
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			address <- found[1]
		}
	}
}
