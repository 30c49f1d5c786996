package web_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/web"
)

// testServer is a handler with authentication. Its GraphQL handler records the caller.
type testServer struct {
	http.Handler
	clock *clock
	log   lockedBuffer

	mu     sync.Mutex
	caller *auth.Principal
}

// lockedBuffer is a buffer for a log. It is safe for concurrent use.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// newTestServer returns a server with the configuration. It sets defaults for missing fields.
func newTestServer(t *testing.T, cfg jwt.Config, options ...func(*testServer, *web.Options)) *testServer {
	t.Helper()
	d := &testServer{clock: newClock()}
	cfg.Now, cfg.Logger = d.clock.now, slog.New(slog.NewJSONHandler(&d.log, nil))
	if cfg.Audiences == nil {
		cfg.Audiences = []string{"itemactivity"}
	}
	if cfg.Claims == (jwt.Claims{}) {
		cfg.Claims = jwt.DefaultClaims()
	}
	authenticator, err := jwt.NewAuthenticator(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	o := web.Options{
		GraphQL: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.caller = auth.FromContext(r.Context())
		}),
		Playground: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}),
		Origins:    []string{"https://app.example"}, Authenticator: authenticator, Logger: cfg.Logger,
	}
	for _, set := range options {
		set(d, &o)
	}
	d.Handler = web.NewHandler(o)
	return d
}

// do sends a request. headers are pairs of names and values, and a name may be repeated.
func (d *testServer) do(method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(`{"query":"{ secret }"}`))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

// bears sends a request with a token. It returns the response and the caller, which is nil
// if the token is rejected.
func (d *testServer) bears(token string) (*httptest.ResponseRecorder, *auth.Principal) {
	d.mu.Lock()
	d.caller = nil
	d.mu.Unlock()
	w := d.do("POST", "/graphql", "Authorization", "Bearer "+token)
	d.mu.Lock()
	defer d.mu.Unlock()
	return w, d.caller
}

// admits checks that the token is accepted.
func (d *testServer) admits(t *testing.T, token string) *auth.Principal {
	t.Helper()
	w, caller := d.bears(token)
	if w.Code != http.StatusOK || caller == nil {
		t.Fatalf("status %d for a valid token: %s\n%s", w.Code, w.Body, d.log.String())
	}
	return caller
}

// refuses checks that the token is rejected, and that the log has the reason.
func (d *testServer) refuses(t *testing.T, token, reason string) {
	t.Helper()
	before := len(d.log.String())
	w, caller := d.bears(token)
	if caller != nil {
		t.Errorf("an invalid token authenticated %+v", caller)
	}
	wantError(t, w, http.StatusUnauthorized, "UNAUTHENTICATED")
	if got := w.Header().Get("WWW-Authenticate"); got != `Bearer realm="itemactivity", error="invalid_token"` {
		t.Errorf("WWW-Authenticate is %s", got)
	}
	log := d.log.String()[before:]
	if !strings.Contains(log, reason) {
		t.Errorf("the log does not contain %q: %s", reason, log)
	}
	if len(token) > 20 && strings.Contains(log, token) {
		t.Error("the log contains the token")
	}
}
