package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// started runs the server until the test ends it. It returns the line
// "listening" and a function that stops the server and returns its exit code
// and the rest of its log.
func started(t *testing.T, args ...string) (listening map[string]any, stop func() (int, string)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	log, written := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"--log-format=json"}, args...), nil, io.Discard, written)
		written.Close()
	}()

	lines := json.NewDecoder(log)
	warned := false
	for listening["msg"] != "listening" {
		listening = nil
		if err := lines.Decode(&listening); err != nil {
			t.Fatalf("the server did not listen: %v", err)
		}
		warned = warned || listening["level"] == "WARN"
	}
	if !warned {
		t.Error("the log does not warn of development mode")
	}
	rest := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(io.MultiReader(lines.Buffered(), log))
		rest <- string(text)
	}()
	stop = sync.OnceValues(func() (int, string) {
		cancel()
		return <-code, <-rest
	})
	t.Cleanup(func() { stop() })
	return listening, stop
}

func TestServe(t *testing.T) {
	database := filepath.Join(t.TempDir(), "a.db")
	listening, stop := started(t, "--addr=127.0.0.1:0", "--database="+database)

	url, _ := listening["url"].(string)
	if !strings.HasPrefix(url, "http://127.0.0.1:") || strings.HasPrefix(url, "http://127.0.0.1:0/") {
		t.Fatalf("the URL is %q, want the real port", url)
	}
	for name, want := range map[string]string{"playground": url, "graphql": url + "graphql", "database": database} {
		if listening[name] != want {
			t.Errorf("%s is %v, want %s", name, listening[name], want)
		}
	}

	answer, err := http.Post(url+"graphql", "application/json", strings.NewReader(`{"query":"{ __typename }"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(body), `"__typename"`) {
		t.Errorf("status %d, body %s (%v)", answer.StatusCode, body, err)
	}

	code, log := stop()
	if code != 0 || !strings.HasSuffix(strings.TrimSpace(log), `"msg":"stopped"}`) {
		t.Errorf("exit code %d, log %s; want 0 and stopped as the last word", code, log)
	}
}

func TestServeOnATakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()
	code, _, stderr := says(t, nil, "--log-level=error", "--addr="+addr, "--database="+filepath.Join(t.TempDir(), "a.db"))
	if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, addr) || !strings.Contains(stderr, "--addr") {
		t.Errorf("exit code %d, standard error %q; want 1 and one line that names the address and the flag", code, stderr)
	}
}

// closingListener tells when the server stops accepting.
type closingListener struct {
	net.Listener
	closed chan struct{}
}

func (l closingListener) Close() error {
	err := l.Listener.Close()
	select {
	case l.closed <- struct{}{}:
	default: // the server closes it twice
	}
	return err
}

// stopWithRequest stops a server while it answers a request. The handler goes
// on only once the listener is closed and proceed is.
func stopWithRequest(t *testing.T, limit time.Duration, proceed <-chan struct{}) (answer, log string, requestErr error) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := closingListener{inner, make(chan struct{}, 1)}
	arrived := make(chan struct{})
	var out bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&out, nil))
	server := newServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-listener.closed
		<-proceed
		io.WriteString(w, "whole")
	}), limit, logger)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	served := make(chan error, 1)
	notReady := func() {
		if len(listener.closed) > 0 {
			t.Error("the server stops accepting before it is not ready")
		}
	}
	go func() { served <- serve(ctx, accept(listener, server), server, shutdown{notReady, 0, limit}, logger) }()
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		response, err := http.Get("http://" + inner.Addr().String())
		if err != nil {
			requestErr = err
			return
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		answer, requestErr = string(body), err
	}()

	<-arrived
	cancel()
	<-asked
	if err := <-served; err != nil {
		t.Errorf("serve returned %v after a stop", err)
	}
	return answer, out.String(), requestErr
}

func TestStopFinishesRequestsInFlight(t *testing.T) {
	proceed := make(chan struct{})
	close(proceed)
	answer, log, err := stopWithRequest(t, time.Minute, proceed)
	if err != nil || answer != "whole" {
		t.Errorf("the answer is %q (%v), want all of it", answer, err)
	}
	if strings.Contains(log, "were aborted") {
		t.Errorf("the log says a request was aborted: %s", log)
	}
}

func TestStopCutsOffRequestsPastTheLimit(t *testing.T) {
	proceed := make(chan struct{})
	defer close(proceed)
	answer, log, err := stopWithRequest(t, time.Millisecond, proceed)
	if err == nil {
		t.Errorf("a request that never finishes was answered %q", answer)
	}
	if !strings.Contains(log, "were aborted") {
		t.Errorf("the log does not say that a request was aborted: %s", log)
	}
}

func TestListenLooksAtWhatItGot(t *testing.T) {
	listener, err := listen(t.Context(), "addr", "0.0.0.0:0", false)
	if err == nil {
		listener.Close()
		t.Errorf("listens on %s, which others can reach", listener.Addr())
	}
}
