package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// bare is the challenge for a request without a token.
const bare = `Bearer realm="itemactivity"`

// newAuthServer returns a server with an issuer, and a valid token.
func newAuthServer(t *testing.T) (d *testServer, token string) {
	t.Helper()
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d = newTestServer(t, jwt.Config{Issuer: i.URL})
	return d, k.token(t, i.claimsAt(d.clock.now(), nil))
}

func TestBearerScheme(t *testing.T) {
	d, token := newAuthServer(t)
	for name, c := range map[string]struct {
		headers   []string
		challenge string // empty if the request is accepted
	}{
		"Bearer":                        {[]string{"Authorization", "Bearer " + token}, ""},
		"bearer":                        {[]string{"Authorization", "bearer  " + token}, ""},
		"none":                          {nil, bare},
		"Basic":                         {[]string{"Authorization", "Basic amFuZTpzZWNyZXQ="}, bare},
		"token without scheme":          {[]string{"Authorization", token}, bare},
		"empty":                         {[]string{"Authorization", ""}, bare},
		"scheme without token":          {[]string{"Authorization", "Bearer"}, bare + `, error="invalid_token"`},
		"two headers":                   {[]string{"Authorization", "Bearer " + token, "Authorization", "Bearer " + token}, bare + `, error="invalid_token"`},
		"two tokens in one header":      {[]string{"Authorization", "Bearer " + token + ", Bearer " + token}, bare + `, error="invalid_token"`},
		"cookie":                        {[]string{"Cookie", "access_token=" + token}, bare},
		"Proxy-Authorization header":    {[]string{"Proxy-Authorization", "Bearer " + token}, bare},
		"X-Forwarded-User header":       {[]string{"X-Forwarded-User", "jane"}, bare},
		"forwarded from the local host": {[]string{"X-Forwarded-For", "127.0.0.1", "Origin", "http://localhost"}, bare},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/graphql", "/query"} {
				d.caller = nil
				w := d.do("POST", path, c.headers...)
				if c.challenge == "" {
					if w.Code != http.StatusOK || d.caller == nil {
						t.Errorf("status %d, caller %+v", w.Code, d.caller)
					}
					continue
				}
				wantError(t, w, http.StatusUnauthorized, "UNAUTHENTICATED")
				if got := w.Header().Get("WWW-Authenticate"); got != c.challenge || d.caller != nil {
					t.Errorf("WWW-Authenticate is %q, want %q; the caller is %+v", got, c.challenge, d.caller)
				}
			}
		})
	}
}

// TestTokenOnlyInHeader checks that a token in the URL or the body is not accepted.
func TestTokenOnlyInHeader(t *testing.T) {
	d, token := newAuthServer(t)
	for _, method := range []string{"GET", "POST", "PUT", "HEAD", "OPTIONS"} {
		if w := d.do(method, "/graphql?access_token="+token); w.Code != http.StatusUnauthorized {
			t.Errorf("%s with a token in the URL: status %d", method, w.Code)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader("access_token="+token))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	wantError(t, w, http.StatusUnauthorized, "UNAUTHENTICATED")
	if strings.Contains(d.log.String(), token) {
		t.Error("the log contains the token")
	}
}

// TestSameMessageForEveryToken checks that the response does not say which check failed.
func TestSameMessageForEveryToken(t *testing.T) {
	d, _ := newAuthServer(t)
	message := func(w *httptest.ResponseRecorder) string {
		text, _, _ := strings.Cut(w.Body.String(), `"extensions"`)
		return text
	}
	want := message(d.do("POST", "/graphql"))
	if !strings.Contains(want, "Authorization: Bearer TOKEN") {
		t.Errorf("the message does not say what to send: %s", want)
	}
	for _, token := range []string{"", "x", strings.Repeat("x", 20_000), newEd25519(t, "d").token(t, map[string]any{})} {
		w, _ := d.bears(token)
		if got := message(w); got != want {
			t.Errorf("the message is %s, and without a token it is %s", got, want)
		}
	}
}

// TestPageAndPreflightNeedNoToken checks that the page and preflight requests are served
// without a token, because a browser cannot send one with them.
func TestPageAndPreflightNeedNoToken(t *testing.T) {
	d, _ := newAuthServer(t)
	for _, path := range []string{"/", "/playground/app.js"} {
		if w := d.do("GET", path); w.Code != http.StatusOK {
			t.Errorf("GET %s: status %d", path, w.Code)
		}
	}
	w := d.do("OPTIONS", "/graphql", "Origin", "https://app.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
	if w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Origin") != "https://app.example" {
		t.Errorf("the preflight request of an allowed page: status %d, %v", w.Code, w.Header())
	}
}

// TestOriginsWithTokens checks that a request with a token is served for every origin, and
// that only pages of allowed origins may read the response.
func TestOriginsWithTokens(t *testing.T) {
	d, token := newAuthServer(t)
	for origin, shared := range map[string]bool{
		"https://app.example": true, "http://localhost:3000": false, "http://127.0.0.1": false, "https://evil.test": false, "null": false,
	} {
		w := d.do("POST", "/graphql", "Origin", origin, "Sec-Fetch-Site", "cross-site", "Authorization", "Bearer "+token)
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d", origin, w.Code)
		}
		if got := w.Header().Get("Access-Control-Allow-Origin"); (got != "") != shared {
			t.Errorf("%s: Access-Control-Allow-Origin is %q", origin, got)
		}
		w = d.do("POST", "/graphql", "Origin", origin)
		wantError(t, w, http.StatusUnauthorized, "UNAUTHENTICATED")
	}
}

func TestAnyHostWithTokens(t *testing.T) {
	d, token := newAuthServer(t) // the host of httptest's requests is example.com
	if w := d.do("GET", "/graphql", "Authorization", "Bearer "+token); w.Code != http.StatusOK {
		t.Errorf("status %d for another host", w.Code)
	}
}
