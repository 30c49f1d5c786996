package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

const bare = `Bearer realm="itemactivity"`

func newOpenDoor(t *testing.T) (d *testServer, token string) {
	t.Helper()
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d = newTestServer(t, jwt.Config{Issuer: i.URL})
	return d, k.token(t, i.claimsAt(d.clock.now(), nil))
}

func TestBearerScheme(t *testing.T) {
	d, token := newOpenDoor(t)
	for name, c := range map[string]struct {
		headers   []string
		challenge string // none if it is let in
	}{
		"Bearer":             {[]string{"Authorization", "Bearer " + token}, ""},
		"bearer":             {[]string{"Authorization", "bearer  " + token}, ""},
		"none":               {nil, bare},
		"Basic":              {[]string{"Authorization", "Basic amFuZTpzZWNyZXQ="}, bare},
		"the token alone":    {[]string{"Authorization", token}, bare},
		"empty":              {[]string{"Authorization", ""}, bare},
		"Bearer alone":       {[]string{"Authorization", "Bearer"}, bare + `, error="invalid_token"`},
		"two tokens":         {[]string{"Authorization", "Bearer " + token, "Authorization", "Bearer " + token}, bare + `, error="invalid_token"`},
		"two tokens in one":  {[]string{"Authorization", "Bearer " + token + ", Bearer " + token}, bare + `, error="invalid_token"`},
		"a cookie":           {[]string{"Cookie", "access_token=" + token}, bare},
		"of a proxy":         {[]string{"Proxy-Authorization", "Bearer " + token}, bare},
		"of a user by name":  {[]string{"X-Forwarded-User", "jane"}, bare},
		"of a trusted place": {[]string{"X-Forwarded-For", "127.0.0.1", "Origin", "http://localhost"}, bare},
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
				wantFailure(t, w, http.StatusUnauthorized, "UNAUTHENTICATED")
				if got := w.Header().Get("WWW-Authenticate"); got != c.challenge || d.caller != nil {
					t.Errorf("WWW-Authenticate is %q, want %q; the caller is %+v", got, c.challenge, d.caller)
				}
			}
		})
	}
}

// TestTokenElsewhere: a token counts in the header only.
func TestTokenElsewhere(t *testing.T) {
	d, token := newOpenDoor(t)
	for _, method := range []string{"GET", "POST", "PUT", "HEAD", "OPTIONS"} {
		if w := d.do(method, "/graphql?access_token="+token); w.Code != http.StatusUnauthorized {
			t.Errorf("%s with a token in the URL: status %d", method, w.Code)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader("access_token="+token))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	wantFailure(t, w, http.StatusUnauthorized, "UNAUTHENTICATED")
	if strings.Contains(d.log.String(), token) {
		t.Error("the log holds the token")
	}
}

// TestRefusalsAreAlike: a stranger does not learn which check failed.
func TestRefusalsAreAlike(t *testing.T) {
	d, _ := newOpenDoor(t)
	sentence := func(w *httptest.ResponseRecorder) string {
		text, _, _ := strings.Cut(w.Body.String(), `"extensions"`)
		return text
	}
	want := sentence(d.do("POST", "/graphql"))
	if !strings.Contains(want, "Authorization: Bearer TOKEN") {
		t.Errorf("the refusal does not help: %s", want)
	}
	for _, token := range []string{"", "x", strings.Repeat("x", 20_000), newEd25519(t, "d").token(t, map[string]any{})} {
		w, _ := d.bears(token)
		if got := sentence(w); got != want {
			t.Errorf("the refusal is %s, and without a token %s", got, want)
		}
	}
}

// TestPageAndPreflightNeedNoToken, since neither can send one.
func TestPageAndPreflightNeedNoToken(t *testing.T) {
	d, _ := newOpenDoor(t)
	for _, path := range []string{"/", "/playground/app.js"} {
		if w := d.do("GET", path); w.Code != http.StatusOK {
			t.Errorf("GET %s: status %d", path, w.Code)
		}
	}
	w := d.do("OPTIONS", "/graphql", "Origin", "https://app.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
	if w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Origin") != "https://app.example" {
		t.Errorf("the preflight of an admitted page: status %d, %v", w.Code, w.Header())
	}
}

// TestOriginsBesideTokens: only those that are named may read, and with a token
// a page may write wherever it comes from, as a program may.
func TestOriginsBesideTokens(t *testing.T) {
	d, token := newOpenDoor(t)
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
		wantFailure(t, w, http.StatusUnauthorized, "UNAUTHENTICATED")
	}
}

func TestAnyHostBesideTokens(t *testing.T) {
	d, token := newOpenDoor(t) // httptest asks example.com
	if w := d.do("GET", "/graphql", "Authorization", "Bearer "+token); w.Code != http.StatusOK {
		t.Errorf("status %d for another host", w.Code)
	}
}
