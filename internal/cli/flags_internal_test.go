package cli

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// asked is a request, and what its answer holds.
type asked struct {
	method, path, query, origin string
}

// send returns the status and the body of the answer.
func (a asked) send(t *testing.T, url string) string {
	t.Helper()
	body := fmt.Sprintf(`{"query":%q}`, a.query)
	request, err := http.NewRequestWithContext(t.Context(), a.method, url+a.path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if a.origin != "" {
		request.Header.Set("Origin", a.origin)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", response.StatusCode, text)
}

// TestFlagsHaveAnEffect asks the same of a server with a flag, and of one without: a flag
// that is read and forgotten answers alike.
func TestFlagsHaveAnEffect(t *testing.T) {
	soon := time.Now().Add(2 * time.Hour).UTC().Format(time.RFC3339)
	query := func(text string) asked { return asked{method: http.MethodPost, path: "graphql", query: text} }
	for _, c := range []struct {
		flag          string
		request       asked
		without, with string
	}{
		{"--introspection=off", query("{ __schema { queryType { name } } }"), `200 {"data"`, `"code":"BAD_USER_INPUT"`},
		{"--playground=off", asked{method: http.MethodGet}, "200 <", `"code":"NOT_FOUND"`},
		{"--allow-origins=https://app.example", asked{http.MethodPost, "graphql", "{ me { id } }", "https://app.example"}, `"code":"FORBIDDEN"`, `200 {"data"`},
		{"--max-future=1h", query(`mutation { createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "~allTime~example-file", input: {access: {}, activityDateTime: "` + soon + `"}) { id } }`), `200 {"data"`, `"code":"BAD_USER_INPUT"`},
		{"--max-complexity=10", query("{ groups { totalCount } }"), `200 {"data"`, `"code":"QUERY_TOO_COMPLEX"`},
		{"--max-response-bytes=30", query("{ groups { nodes { id displayName } } }"), `200 {"data"`, `"code":"QUERY_TOO_COMPLEX"`},
		{"--max-body-bytes=20", query("{ groups { totalCount } }"), `200 {"data"`, `"code":"PAYLOAD_TOO_LARGE"`},
		{"--max-time=1ns", query("{ groups { totalCount } }"), `200 {"data"`, `"code":"UNAVAILABLE"`},
	} {
		t.Run(c.flag, func(t *testing.T) {
			for flag, want := range map[string]string{"": c.without, c.flag: c.with} {
				args := []string{"--addr=127.0.0.1:0", "--database=" + filepath.Join(t.TempDir(), "a.db")}
				if flag != "" {
					args = append(args, flag)
				}
				listening, stop := started(t, args...)
				url, _ := listening["url"].(string)
				if got := c.request.send(t, url); !strings.Contains(got, want) {
					t.Errorf("with %q it is answered %.300s, want %s", flag, got, want)
				}
				stop()
			}
		})
	}
}

// TestSlowOperationIsLogged from the time on that the flag says.
func TestSlowOperationIsLogged(t *testing.T) {
	for flag, want := range map[string]bool{"--slow-operation=1ns": true, "--slow-operation=1h": false} {
		listening, stop := started(t, "--addr=127.0.0.1:0", "--database="+filepath.Join(t.TempDir(), "a.db"), flag)
		url, _ := listening["url"].(string)
		asked{method: http.MethodPost, path: "graphql", query: "{ groups { totalCount } }"}.send(t, url)
		if _, log := stop(); strings.Contains(log, `"slow":true`) != want || !strings.Contains(log, `"msg":"request"`) {
			t.Errorf("with %s the log is\n%s", flag, log)
		}
	}
}

// TestNoConnectionIsKeptForEver: each state of a connection has an end, and an answer
// may be sent after all the time that a request may take.
func TestNoConnectionIsKeptForEver(t *testing.T) {
	const maxTime = time.Hour
	s := newServer(http.NotFoundHandler(), maxTime, slog.New(slog.DiscardHandler))
	for name, limit := range map[string]time.Duration{
		"a header": s.ReadHeaderTimeout, "a request": s.ReadTimeout, "an answer": s.WriteTimeout - maxTime, "idleness": s.IdleTimeout,
	} {
		if limit <= 0 || limit > 2*time.Minute {
			t.Errorf("%s may take %s", name, limit)
		}
	}
	if s.MaxHeaderBytes != 64<<10 {
		t.Errorf("a header may have %d bytes", s.MaxHeaderBytes)
	}
}
