package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/web"
	"github.com/itemactivity/itemactivity/internal/web/clientaddr"
)

// limitedServer is a server with a limit of one request per second and a burst of two.
type limitedServer struct {
	*testServer
	key    signingKey
	issuer *issuer
}

func newLimitedServer(t *testing.T, options ...func(*testServer, *web.Options)) *limitedServer {
	t.Helper()
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d := &limitedServer{key: k, issuer: i}
	d.testServer = newTestServer(t, jwt.Config{Issuer: i.URL}, append(options, func(d *testServer, o *web.Options) {
		limits, err := web.NewRateLimits(1, 2, d.clock.now)
		if err != nil {
			t.Fatal(err)
		}
		o.RateLimits = limits
		if o.Proxies, err = clientaddr.ParseProxies("172.16.0.0/12"); err != nil {
			t.Fatal(err)
		}
	})...)
	return d
}

// bearer returns the Authorization header with a token of a user. claims are additional
// claims.
func (d *limitedServer) bearer(t *testing.T, user string, claims ...map[string]any) string {
	t.Helper()
	all := map[string]any{"sub": user, "oid": user}
	for _, other := range claims {
		maps.Copy(all, other)
	}
	return "Bearer " + d.key.token(t, d.issuer.claimsAt(d.clock.now(), all))
}

// from sends a request from an address. It returns the status and the Retry-After header.
func (d *limitedServer) from(t *testing.T, address, authorization string) (status int, retryAfter string) {
	t.Helper()
	body := &watchedBody{Reader: strings.NewReader(`{}`)}
	r := httptest.NewRequest(http.MethodPost, "/graphql", body)
	r.RemoteAddr = address
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("192.0.2.%d", time.Now().UnixNano()%250))
	r.Header.Set("Authorization", authorization)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	if w.Code == http.StatusTooManyRequests {
		wantError(t, w, http.StatusTooManyRequests, "RATE_LIMITED")
		if body.read {
			t.Error("the body of a rejected request was read")
		}
	}
	return w.Code, w.Header().Get("Retry-After")
}

// watchedBody is a body that records whether it was read.
type watchedBody struct {
	*strings.Reader
	read bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.read = true
	return b.Reader.Read(p)
}
