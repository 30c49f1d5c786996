package test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestHealthcheckOfAStoppingServer fails with the status that the server reports.
func TestHealthcheckOfAStoppingServer(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"), "--drain", "1h")
	addr := hostPort(s.url)
	if code, said := runProgram(t, "healthcheck", "--addr", addr); code != 0 || said != "ready\n" {
		t.Fatalf("exit code %d, %q of a server that is ready", code, said)
	}
	if err := s.process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return strings.Contains(s.logged(), "msg=stopping") }, s.logged)
	want := "itemactivity: the server is not ready: " + s.url + "readyz: stopping\n"
	if code, said := runProgram(t, "healthcheck", "--addr", addr); code != 1 || said != want {
		t.Errorf("exit code %d, %q; want 1 and %q", code, said, want)
	}
}

// TestHealthcheckOfAnotherProgram fails, whatever the program responds.
func TestHealthcheckOfAnotherProgram(t *testing.T) {
	t.Parallel()
	const ready = `{"status":"ready","checks":{"database":"ok"}}`
	for name, respond := range map[string]http.HandlerFunc{
		"text":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ready\n")) },
		"JSON":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}\n")) },
		"UP":    func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"status":"UP"}`)) },
		"ready": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"status":"ready"}`)) },
		"more":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(ready + "garbage")) },
		"two":   func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(ready + ready)) },
		"cut":   func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(ready[:len(ready)-1])) },
		"other": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"status":"OK","checks":{"database":"ok"}}`))
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) },
	} {
		t.Run(name, func(t *testing.T) {
			other := httptest.NewServer(respond)
			defer other.Close()
			code, said := runProgram(t, "healthcheck", "--addr", hostPort(other.URL))
			if code != 1 || strings.Count(said, "\n") != 1 || !strings.Contains(said, "a program that is not itemactivity") {
				t.Errorf("exit code %d, %q", code, said)
			}
		})
	}
}

// TestHealthcheckOfAServerThatIsNotReady fails with the reasons, also if the HTTP status is
// 200.
func TestHealthcheckOfAServerThatIsNotReady(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusOK, http.StatusServiceUnavailable} {
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"status":"not ready","checks":{"database":"the database cannot be written","schema":"ok"}}`))
		}))
		defer other.Close()
		code, said := runProgram(t, "healthcheck", "--addr", hostPort(other.URL))
		if code != 1 || !strings.HasSuffix(said, "readyz: not ready, database: the database cannot be written\n") {
			t.Errorf("status %d: exit code %d, %q", status, code, said)
		}
	}
}

// TestHealthcheckOfAStalledResponse ends without the rest of the response.
func TestHealthcheckOfAStalledResponse(t *testing.T) {
	t.Parallel()
	released := make(chan struct{})
	stalled := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"status":"ready",`))
		_ = http.NewResponseController(w).Flush()
		<-released
	}))
	defer stalled.Close()
	defer close(released)
	code, said := runProgram(t, "healthcheck", "--addr", hostPort(stalled.URL))
	if code != 1 || !strings.Contains(said, "no complete response within 3s") {
		t.Errorf("exit code %d, %q", code, said)
	}
}

// TestHealthcheckOfASilentServer ends without a response.
func TestHealthcheckOfASilentServer(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	code, said := runProgram(t, "healthcheck", "--addr", silent.Addr().String())
	if code != 1 || strings.Count(said, "\n") != 1 || !strings.Contains(said, "no complete response within 3s") {
		t.Errorf("exit code %d, %q", code, said)
	}
}
