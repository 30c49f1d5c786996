package web_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/web"
)

const admitted = "https://app.example"

// refusedRequest is a request that is answered with the status, in development mode or
// with a token.
type refusedRequest struct {
	status       int
	method, path string
	headers      []string
	host         string
	body         io.Reader
}

// local is a handler in development mode over GraphQL's own, which panics if a header
// asks for it.
func local(t *testing.T) http.Handler {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	limits := gqlhttp.DefaultLimits()
	limits.BodyBytes = 100
	graphql := gqlhttp.NewHandler(s, gqlhttp.Options{Limits: limits, Logger: slog.New(slog.DiscardHandler)})
	return web.NewHandler(web.Options{
		GraphQL: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Panic") != "" {
				panic("asked for")
			}
			graphql.ServeHTTP(w, r)
		}),
		Origins: []string{admitted}, Logger: slog.New(slog.DiscardHandler),
	})
}

func (q refusedRequest) from(h http.Handler, origins ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(q.method, q.path, q.body)
	r.Host = "localhost:8080"
	if q.host != "" {
		r.Host = q.host
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(q.headers); i += 2 {
		r.Header.Set(q.headers[i], q.headers[i+1])
	}
	for _, origin := range origins {
		r.Header.Add("Origin", origin)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// wantShared wants an answer that a page of one origin may read, or no page.
func wantShared(t *testing.T, w *httptest.ResponseRecorder, origins ...string) {
	t.Helper()
	if got := w.Header().Values("Access-Control-Allow-Origin"); !slices.Equal(got, origins) {
		t.Errorf("status %d: Access-Control-Allow-Origin is %q, want %q", w.Code, got, origins)
	}
	if exposed := w.Header().Get("Access-Control-Expose-Headers"); (exposed != "") != (origins != nil) {
		t.Errorf("status %d: Access-Control-Expose-Headers is %q", w.Code, exposed)
	}
	if vary := w.Header().Values("Vary"); !slices.Contains(vary, "Origin") {
		t.Errorf("status %d: Vary is %q", w.Code, vary)
	}
}

// TestRefusalsAreShared: a page of an admitted origin can read whatever refuses its
// request, and no other page can.
func TestRefusalsAreShared(t *testing.T) {
	const query = `{"query":"{ __typename }"}`
	var many []string
	for i := range 101 {
		many = append(many, "X-"+strconv.Itoa(i), "x")
	}
	h := local(t)
	var statuses []int
	for _, q := range []refusedRequest{
		{status: 400, method: "POST", path: "/graphql", body: strings.NewReader(`{`)},
		{status: 403, method: "POST", path: "/graphql", host: "elsewhere.example", body: strings.NewReader(query)},
		{status: 404, method: "GET", path: "/nowhere"},
		{status: 405, method: "GET", path: "/graphql?query=mutation{deleteDriveItem(driveItemId:\"x\"){id}}"},
		{status: 405, method: "PUT", path: "/graphql"},
		{status: 405, method: "PATCH", path: "/graphql"},
		{status: 405, method: "DELETE", path: "/graphql"},
		{status: 406, method: "POST", path: "/graphql", headers: []string{"Accept", "text/html"}, body: strings.NewReader(query)},
		{status: 408, method: "POST", path: "/graphql", body: iotest.ErrReader(os.ErrDeadlineExceeded)},
		{status: 413, method: "POST", path: "/graphql", body: strings.NewReader(strings.Repeat(" ", 101))},
		{status: 415, method: "POST", path: "/graphql", headers: []string{"Content-Type", "text/plain"}, body: strings.NewReader(query)},
		{status: 431, method: "POST", path: "/graphql", headers: many, body: strings.NewReader(query)},
		{status: 431, method: "GET", path: "/nowhere", headers: many},
		{status: 500, method: "GET", path: "/graphql", headers: []string{"X-Panic", "yes"}},
	} {
		w := q.from(h, admitted)
		if w.Code != q.status {
			t.Errorf("%s %s: status %d, want %d: %s", q.method, q.path, w.Code, q.status, w.Body)
		}
		wantShared(t, w, admitted)
		wantShared(t, q.from(h, "https://evil.test"))
		wantShared(t, q.from(h))
		statuses = append(statuses, w.Code)
	}
	slices.Sort(statuses)
	if statuses = slices.Compact(statuses); len(statuses) < 10 {
		t.Errorf("only the refusals %d were met", statuses)
	}
}

// TestRefusedTokensAreShared is the same for what refuses a token, or the caller.
func TestRefusedTokensAreShared(t *testing.T) {
	ask := func(token string) refusedRequest {
		return refusedRequest{method: "POST", path: "/graphql", headers: []string{"Authorization", token}}
	}
	k := newEd25519(t, "d")
	down := newIssuer(t, k)
	down.change(func(i *issuer) { i.down = true })
	waiting := newTestServer(t, jwt.Config{Issuer: down.URL})
	limited := newLimitedDoor(t)
	bearer := limited.bearer(t, "jane")
	for range 2 {
		if w := ask(bearer).from(limited); w.Code != http.StatusOK {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
	}
	for _, q := range []struct {
		status int
		h      http.Handler
		refusedRequest
	}{
		{http.StatusUnauthorized, limited, ask("Bearer garbage")},
		{http.StatusTooManyRequests, limited, ask(bearer)},
		{http.StatusServiceUnavailable, waiting, ask("Bearer " + k.token(t, down.claimsAt(waiting.clock.now(), nil)))},
	} {
		w := q.from(q.h, admitted)
		if w.Code != q.status {
			t.Errorf("status %d, want %d: %s", w.Code, q.status, w.Body)
		}
		wantShared(t, w, admitted)
		wantShared(t, q.from(q.h, "https://evil.test"))
		wantShared(t, q.from(q.h, "http://localhost:3000"))
	}
}

// TestOneOrigin: a browser sends one value of each header that says who asks. Which of
// two counts would depend on who reads them.
func TestOneOrigin(t *testing.T) {
	const foreign = "https://evil.test"
	for _, origins := range [][]string{{admitted, foreign}, {foreign, admitted}, {admitted, admitted}, {"", admitted}} {
		for _, method := range []string{"POST", "GET", "OPTIONS"} {
			s := newShell()
			q := refusedRequest{method: method, path: "/graphql", headers: []string{"Access-Control-Request-Method", "POST"}}
			w := q.from(s, origins...)
			wantFailure(t, w, http.StatusBadRequest, "BAD_USER_INPUT")
			if got := w.Header().Values("Access-Control-Allow-Origin"); got != nil || s.graphql != 0 {
				t.Errorf("%s from %q: Access-Control-Allow-Origin is %q, GraphQL was reached %d times", method, origins, got, s.graphql)
			}
		}
	}
	for _, header := range []string{"Sec-Fetch-Site", "Access-Control-Request-Method"} {
		s := newShell()
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.Host = "localhost"
		r.Header[header] = []string{"same-origin", "cross-site"}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		wantFailure(t, w, http.StatusBadRequest, "BAD_USER_INPUT")
	}
}
