package test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestRequestsDuringUpgrade holds the write lock of an old database while a server starts, so that
// its upgrade waits. The server must reject requests in their own form, and say how far the upgrade
// is. Then it must serve, or end with the error of an upgrade that failed.
func TestRequestsDuringUpgrade(t *testing.T) {
	t.Parallel()
	for _, fails := range []bool{false, true} {
		database := filepath.Join(t.TempDir(), "a.db")
		oldDatabase(t, database)
		db := plainSQLite(t, database, "_journal_mode=WAL&_txlock=immediate")
		held, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		addr := freeAddress(t)
		command := exec.Command(built(t, program), "--database", database, "--addr", addr)
		var log bytes.Buffer
		command.Stderr = &log
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = command.Process.Kill() })
		ended := make(chan error, 1)
		go func() { ended <- command.Wait() }()
		get := func(path, body string) (*received, string) {
			method := http.MethodGet
			if body != "" {
				method = http.MethodPost
			}
			request, err := http.NewRequestWithContext(t.Context(), method, "http://"+addr+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/json")
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				return nil, err.Error()
			}
			defer response.Body.Close()
			var content bytes.Buffer
			if _, err := content.ReadFrom(response.Body); err != nil {
				return nil, err.Error()
			}
			return &received{response.StatusCode, response.Header}, content.String()
		}
		const upgrading = "the database is being upgraded to schema version "
		content := ""
		eventually(t, func() bool {
			var response *received
			response, content = get("/readyz", "")
			return response != nil && response.status == http.StatusServiceUnavailable && strings.Contains(content, `"database":"`+upgrading)
		}, func() string { return "the readiness is " + content })
		if response, content := get("/livez", ""); response == nil || response.status != http.StatusOK {
			t.Errorf("livez returns %s", content)
		}
		if response, content := get("/", ""); response == nil || response.status != http.StatusOK || !strings.HasPrefix(response.header.Get("Content-Type"), "text/html") {
			t.Errorf("the Playground is %+v: %s", response, content)
		}
		for path, body := range map[string]string{"/graphql": `{"query": "{ me { userId } }"}`, "/v1.0/me": ""} {
			response, content := get(path, body)
			if response == nil {
				t.Errorf("%s: %s", path, content)
				continue
			}
			if response.status != http.StatusServiceUnavailable || response.header.Get("Retry-After") != "5" || !strings.Contains(content, "The server is starting: "+upgrading) {
				t.Errorf("%s returns %d, %v: %s", path, response.status, response.header, content)
			}
			var form struct {
				Errors []struct{ Extensions struct{ Code string } }
				Error  struct{ Code string }
			}
			if err := json.Unmarshal([]byte(content), &form); err != nil {
				t.Errorf("%s returns %s: %v", path, content, err)
			}
			if graphQL := len(form.Errors) == 1 && form.Errors[0].Extensions.Code == "UNAVAILABLE"; graphQL != (body != "") || !graphQL && form.Error.Code == "" {
				t.Errorf("the form of the response of %s is wrong: %s", path, content)
			}
		}
		if fails {
			if _, err := held.Exec("CREATE TABLE projections (name TEXT)"); err != nil {
				t.Fatal(err)
			}
			if err := held.Commit(); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			err := <-ended
			if command.ProcessState.ExitCode() != 1 || !strings.Contains(log.String(), "itemactivity: ") || !strings.Contains(log.String(), "the previous version remains") {
				t.Errorf("the server ends with %v and logs\n%s", err, log.String())
			}
			// The line is not written only after some time: this upgrade fails at once.
			if !strings.Contains(log.String(), `msg="upgrading the database" schema=`) {
				t.Errorf("the version whose migration began is not in the log\n%s", log.String())
			}
			if response, content := get("/livez", ""); response != nil {
				t.Errorf("the address still returns %s", content)
			}
			continue
		}
		if err := held.Rollback(); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		eventually(t, func() bool {
			var response *received
			response, content = get("/readyz", "")
			return response != nil && response.status == http.StatusOK
		}, func() string { return "the readiness is " + content })
		if response, content := get("/graphql", `{"query": "{ me { userId } }"}`); response == nil || response.status != http.StatusOK || strings.Contains(content, "errors") {
			t.Errorf("after the upgrade: %s", content)
		}
		if err := command.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err != nil {
			t.Errorf("the server ends with %v:\n%s", err, log.String())
		}
		wantVerified(t, database)
	}
}

// oldDatabase writes a database of an earlier schema version to a path.
func oldDatabase(t *testing.T, path string) {
	t.Helper()
	packed, err := os.Open(filepath.Join("..", "internal", "store", "testdata", "upgrade", "schema-8.db.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// freeAddress returns an address on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// received is a response without its body.
type received struct {
	status int
	header http.Header
}
