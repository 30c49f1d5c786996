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
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/web"
)

// allowed is the origin that the servers allow.
const allowed = "https://app.example"

// rejectedRequest is a request and the status of its response.
type rejectedRequest struct {
	status       int
	method, path string
	headers      []string
	host         string
	body         io.Reader
}

// local returns a handler in development mode with a GraphQL endpoint. A request with an
// X-Panic header panics.
func local(t *testing.T) http.Handler {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	limits := engine.DefaultLimits()
	limits.BodyBytes = 100
	graphql := gqlhttp.NewHandler(engine.New(s, engine.Options{Limits: limits, WithoutPlans: gqlhttptest.WithoutPlans(), Logger: slog.New(slog.DiscardHandler)}))
	return web.NewHandler(web.Options{
		GraphQL: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Panic") != "" {
				panic("asked for")
			}
			graphql.ServeHTTP(w, r)
		}),
		Origins: []string{allowed}, Logger: slog.New(slog.DiscardHandler),
	})
}

func (q rejectedRequest) from(h http.Handler, origins ...string) *httptest.ResponseRecorder {
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

// wantShared checks that only pages of the origins may read a response.
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

// TestErrorsAreShared checks that a page of an allowed origin can read every error response,
// and that no other page can.
func TestErrorsAreShared(t *testing.T) {
	const query = `{"query":"{ __typename }"}`
	var many []string
	for i := range 101 {
		many = append(many, "X-"+strconv.Itoa(i), "x")
	}
	h := local(t)
	var statuses []int
	for _, q := range []rejectedRequest{
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
		w := q.from(h, allowed)
		if w.Code != q.status {
			t.Errorf("%s %s: status %d, want %d: %s", q.method, q.path, w.Code, q.status, w.Body)
		}
		wantShared(t, w, allowed)
		wantShared(t, q.from(h, "https://evil.test"))
		wantShared(t, q.from(h))
		statuses = append(statuses, w.Code)
	}
	slices.Sort(statuses)
	if statuses = slices.Compact(statuses); len(statuses) < 10 {
		t.Errorf("only the statuses %d were checked", statuses)
	}
}

// TestTokenErrorsAreShared is like TestErrorsAreShared, for errors about tokens and rate
// limits.
func TestTokenErrorsAreShared(t *testing.T) {
	request := func(token string) rejectedRequest {
		return rejectedRequest{method: "POST", path: "/graphql", headers: []string{"Authorization", token}}
	}
	k := newEd25519(t, "d")
	down := newIssuer(t, k)
	down.change(func(i *issuer) { i.down = true })
	waiting := newTestServer(t, jwt.Config{Issuer: down.URL})
	limited := newLimitedServer(t)
	bearer := limited.bearer(t, "jane")
	for range 2 {
		if w := request(bearer).from(limited); w.Code != http.StatusOK {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
	}
	for _, q := range []struct {
		status int
		h      http.Handler
		rejectedRequest
	}{
		{http.StatusUnauthorized, limited, request("Bearer garbage")},
		{http.StatusTooManyRequests, limited, request(bearer)},
		{http.StatusServiceUnavailable, waiting, request("Bearer " + k.token(t, down.claimsAt(waiting.clock.now(), nil)))},
	} {
		w := q.from(q.h, allowed)
		if w.Code != q.status {
			t.Errorf("status %d, want %d: %s", w.Code, q.status, w.Body)
		}
		wantShared(t, w, allowed)
		wantShared(t, q.from(q.h, "https://evil.test"))
		wantShared(t, q.from(q.h, "http://localhost:3000"))
	}
}

// TestDuplicateHeaders checks that a request with two values of a header that names its
// origin is rejected.
func TestDuplicateHeaders(t *testing.T) {
	const foreign = "https://evil.test"
	for _, origins := range [][]string{{allowed, foreign}, {foreign, allowed}, {allowed, allowed}, {"", allowed}} {
		for _, method := range []string{"POST", "GET", "OPTIONS"} {
			s := newDevServer()
			q := rejectedRequest{method: method, path: "/graphql", headers: []string{"Access-Control-Request-Method", "POST"}}
			w := q.from(s, origins...)
			wantError(t, w, http.StatusBadRequest, "BAD_USER_INPUT")
			if got := w.Header().Values("Access-Control-Allow-Origin"); got != nil || s.graphql != 0 {
				t.Errorf("%s from %q: Access-Control-Allow-Origin is %q, GraphQL reached %d times", method, origins, got, s.graphql)
			}
		}
	}
	for _, header := range []string{"Sec-Fetch-Site", "Access-Control-Request-Method"} {
		s := newDevServer()
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.Host = "localhost"
		r.Header[header] = []string{"same-origin", "cross-site"}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		wantError(t, w, http.StatusBadRequest, "BAD_USER_INPUT")
	}
}
