package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/web"
)

// wantUnavailable checks that the token can be neither accepted nor rejected.
func (d *testServer) wantUnavailable(t *testing.T, token string) {
	t.Helper()
	w, caller := d.bears(token)
	if caller != nil {
		t.Errorf("a token that cannot be verified authenticated %+v", caller)
	}
	if after, err := strconv.Atoi(w.Header().Get("Retry-After")); err != nil || after < 1 || after > 60 {
		t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
	}
	if !strings.Contains(w.Body.String(), `"retryAfter":`) {
		t.Errorf("the error does not say when to retry: %s", w.Body)
	}
	wantError(t, w, http.StatusServiceUnavailable, "UNAVAILABLE")
}

// TestIssuerStartsLater checks that the server starts without its issuer, and that callers
// get UNAVAILABLE until the issuer starts.
func TestIssuerStartsLater(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	i.change(func(i *issuer) { i.down = true })
	var authenticator *jwt.Authenticator
	d := newTestServer(t, jwt.Config{Issuer: i.URL}, func(_ *testServer, o *web.Options) { authenticator = o.Authenticator })
	token := k.token(t, i.claimsAt(d.clock.now(), nil))
	d.wantUnavailable(t, token)
	if authenticator.KeysErr() == nil {
		t.Error("the server is ready without keys")
	}
	// A token that is invalid with any key is rejected without the keys.
	d.refuses(t, "garbage", "not a signed JWT")

	i.change(func(i *issuer) { i.down = false })
	d.wantUnavailable(t, token) // the keys are not fetched again so soon
	d.clock.advance(time.Second)
	d.admits(t, token)
	if err := authenticator.KeysErr(); err != nil {
		t.Errorf("with keys the server is not ready: %v", err)
	}
	if log := d.log.String(); !strings.Contains(log, "cannot fetch the keys of the issuer") || !strings.Contains(log, "fetched the keys of the issuer") {
		t.Errorf("the log does not have the outage and its end: %s", log)
	}
}

// TestIssuerFails checks that known keys stay valid while the issuer is down. A token with
// an unknown key is not rejected, because the key may be new.
func TestIssuerFails(t *testing.T) {
	k, next := newEd25519(t, "d"), newEd25519(t, "next")
	i := newIssuer(t, k)
	var authenticator *jwt.Authenticator
	d := newTestServer(t, jwt.Config{Issuer: i.URL}, func(_ *testServer, o *web.Options) { authenticator = o.Authenticator })
	d.admits(t, k.token(t, i.claimsAt(d.clock.now(), nil)))

	i.change(func(i *issuer) { i.down = true })
	d.clock.advance(24 * time.Hour)
	d.admits(t, k.token(t, i.claimsAt(d.clock.now(), nil)))
	d.wantUnavailable(t, next.token(t, i.claimsAt(d.clock.now(), nil)))
	if err := authenticator.KeysErr(); err != nil {
		t.Errorf("while the issuer is down the server is not ready: %v", err)
	}
	d.admits(t, k.token(t, i.claimsAt(d.clock.now(), map[string]any{"sub": "joe"})))

	i.change(func(i *issuer) { i.down, i.keys = false, []signingKey{k, next} })
	d.clock.advance(time.Minute)
	d.admits(t, next.token(t, i.claimsAt(d.clock.now(), nil)))
}

// TestBackOff checks that each consecutive failure doubles the delay, up to one minute.
func TestBackOff(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	i.change(func(i *issuer) { i.name = "https://another.example" }) // the discovery document is rejected
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	token := k.token(t, i.claimsAt(d.clock.now(), nil))
	d.wantUnavailable(t, token)
	for _, wait := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		failures := strings.Count(d.log.String(), "cannot fetch the keys")
		d.clock.advance(wait*time.Second - time.Millisecond)
		d.wantUnavailable(t, token)
		if got := strings.Count(d.log.String(), "cannot fetch the keys"); got != failures {
			t.Errorf("the keys were fetched again before %d s", wait)
		}
		d.clock.advance(time.Millisecond)
		d.wantUnavailable(t, token)
		if got := strings.Count(d.log.String(), "cannot fetch the keys"); got != failures+1 {
			t.Errorf("the keys were fetched %d times after %d s, want once", got-failures, wait)
		}
	}
	if n := i.fetched(); n != 0 {
		t.Errorf("the keys of an issuer with another name were fetched %d times", n)
	}
	if !strings.Contains(d.log.String(), "they must be equal") {
		t.Error("the log does not say that the issuer has another name")
	}
}

// TestRotation checks that the first token with a new key makes the server fetch the keys,
// and that a withdrawn key is no longer accepted.
func TestRotation(t *testing.T) {
	old, next := newRSA(t, "old", 2048), newRSA(t, "next", 2048)
	i := newIssuer(t, old)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	d.admits(t, old.token(t, i.claimsAt(d.clock.now(), nil)))

	i.change(func(i *issuer) { i.keys = []signingKey{next} })
	d.clock.advance(10 * time.Second)
	d.admits(t, next.token(t, i.claimsAt(d.clock.now(), nil)))
	d.refuses(t, old.token(t, i.claimsAt(d.clock.now(), map[string]any{"sub": "joe"})), "the issuer has withdrawn the key")
	if n := i.fetched(); n != 2 {
		t.Errorf("the keys were fetched %d times, want 2", n)
	}
}

// TestKeyIsPublishedAgain checks that a key that the issuer withdrew and publishes again is
// accepted from the next fetch on, which its first token starts. Its tokens start at most one
// fetch in ten seconds.
func TestKeyIsPublishedAgain(t *testing.T) {
	for _, ids := range [][2]string{{"d", "next"}, {"d", "d"}, {"d", ""}, {"", "next"}, {"", ""}} {
		k, next := newEd25519(t, ids[0]), newEd25519(t, ids[1])
		i := newIssuer(t, k)
		d := newTestServer(t, jwt.Config{Issuer: i.URL})
		d.admits(t, k.token(t, i.claimsAt(d.clock.now(), nil)))
		i.change(func(i *issuer) { i.keys = []signingKey{next} })
		d.clock.advance(10 * time.Second)
		d.admits(t, next.token(t, i.claimsAt(d.clock.now(), nil)))
		again := k.token(t, i.claimsAt(d.clock.now(), map[string]any{"sub": "joe"}))
		d.refuses(t, again, "the issuer has withdrawn the key")

		i.change(func(i *issuer) { i.keys = []signingKey{k, next} })
		fetches := i.fetched()
		d.refuses(t, again, "the issuer has withdrawn the key") // the keys are not fetched again so soon
		d.clock.advance(10*time.Second - time.Millisecond)
		d.refuses(t, again, "the issuer has withdrawn the key")
		if n := i.fetched(); n != fetches {
			t.Errorf("key ids %q: the keys were fetched %d times within ten seconds, want %d", ids, n, fetches)
		}
		d.clock.advance(time.Millisecond)
		if caller := d.admits(t, again); caller != nil && caller.UserID != "joe" {
			t.Errorf("key ids %q: the caller is %+v", ids, caller)
		}
		if n := i.fetched(); n != fetches+1 {
			t.Errorf("key ids %q: the keys were fetched %d times, want %d", ids, n, fetches+1)
		}
	}
}

// TestFloodOfUnknownKeys checks how often the keys are fetched if many tokens have unknown
// keys.
func TestFloodOfUnknownKeys(t *testing.T) {
	k, own := newEd25519(t, "d"), newEd25519(t, "")
	i := newIssuer(t, k)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	flood := func() {
		var all sync.WaitGroup
		for n := range 200 {
			forger := own
			forger.id = fmt.Sprint("unknown", n)
			token := forger.token(t, i.claimsAt(d.clock.now(), nil))
			all.Go(func() {
				if w := d.do("POST", "/graphql", "Authorization", "Bearer "+token); w.Code != http.StatusUnauthorized {
					t.Errorf("status %d for an unknown key", w.Code)
				}
			})
		}
		all.Wait()
	}
	for round := range 4 {
		flood()
		if n := i.fetched(); n != round+1 {
			t.Errorf("after %d floods the keys were fetched %d times", round+1, n)
		}
		d.admits(t, k.token(t, i.claimsAt(d.clock.now(), map[string]any{"sub": strconv.Itoa(round)})))
		d.clock.advance(10 * time.Second)
	}
}

// TestUnusableKeys checks that unusable keys in a set are ignored, and that a set that is
// too large is rejected.
func TestUnusableKeys(t *testing.T) {
	good, small := newEd25519(t, "good"), newRSA(t, "small", 1024)
	i := newIssuer(t, small, good)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	d.admits(t, good.token(t, i.claimsAt(d.clock.now(), nil)))
	d.refuses(t, small.token(t, i.claimsAt(d.clock.now(), nil)), "no key has the key id")

	i.change(func(i *issuer) { i.padding = strings.Repeat("x", 2<<20) })
	d.clock.advance(time.Minute)
	d.wantUnavailable(t, small.token(t, i.claimsAt(d.clock.now(), nil)))
	if !strings.Contains(d.log.String(), "more than 1048576 bytes") {
		t.Errorf("the log does not say that the response is too large")
	}
	d.admits(t, good.token(t, i.claimsAt(d.clock.now(), nil)))
}

// TestKeysOverPlainHTTP checks that keys are not fetched from a URL that an attacker could
// serve.
func TestKeysOverPlainHTTP(t *testing.T) {
	k := newEd25519(t, "d")
	for _, at := range []string{"http://id.example/keys", "file:///etc/keys", "/keys"} {
		i := newIssuer(t, k)
		// The server fetches the keys when it starts.
		i.change(func(i *issuer) { i.keysAt = at })
		d := newTestServer(t, jwt.Config{Issuer: i.URL})
		d.wantUnavailable(t, k.token(t, i.claimsAt(d.clock.now(), nil)))
		if !strings.Contains(d.log.String(), "jwks_uri of the discovery document is not an HTTPS URL") {
			t.Errorf("%s: the log does not have the reason: %s", at, d.log.String())
		}
	}
}

// TestPasswordOfKeysIsNotLogged checks that the log does not contain a password in the
// jwks_uri.
func TestPasswordOfKeysIsNotLogged(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	i.change(func(i *issuer) {
		i.keysAt = strings.Replace(i.URL, "http://", "http://ann:hunter2@", 1) + "/keys"
		i.padding = strings.Repeat("x", 2<<20)
	})
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	d.wantUnavailable(t, k.token(t, i.claimsAt(d.clock.now(), nil)))
	if log := d.log.String(); !strings.Contains(log, "more than 1048576 bytes") || strings.Contains(log, "hunter2") {
		t.Errorf("the log does not have the error, or has the password: %s", log)
	}
}

// TestResponseIsNoKeySet checks that the error names the URL.
func TestResponseIsNoKeySet(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	i.change(func(i *issuer) { i.keysAt = i.URL + "/elsewhere" })
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	d.wantUnavailable(t, k.token(t, i.claimsAt(d.clock.now(), nil)))
	if log := d.log.String(); !strings.Contains(log, i.URL+"/elsewhere: the JWK Set has no public signing key") {
		t.Errorf("the log does not name the URL: %s", log)
	}
}

// TestTokenIsCached checks that a verified token is cached until it expires, and for at most
// one minute.
func TestTokenIsCached(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	brief := k.token(t, i.claimsAt(d.clock.now(), map[string]any{"exp": d.clock.now().Unix() + 30}))
	long := k.token(t, i.claimsAt(d.clock.now(), nil))
	d.admits(t, brief)
	d.admits(t, long)
	d.clock.advance(89 * time.Second)
	d.admits(t, brief) // within the leeway
	d.clock.advance(2 * time.Second)
	d.refuses(t, brief, "expired")

	i.change(func(i *issuer) { i.keys = []signingKey{newEd25519(t, "next")} })
	d.clock.advance(time.Minute)
	d.refuses(t, newEd25519(t, "unknown").token(t, i.claimsAt(d.clock.now(), nil)), "no key has the key id")
	d.refuses(t, long, "the issuer has withdrawn the key")
}

// TestCachedCallerIsCopied checks that a change of the caller in one request does not affect
// the next request with the same token.
func TestCachedCallerIsCopied(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	token := k.token(t, i.claimsAt(d.clock.now(), nil))
	for range 3 {
		d.admits(t, token).UserID = "mallory"
	}
	if caller := d.admits(t, token); caller.UserID != "jane" {
		t.Errorf("the caller is %+v", caller)
	}
}

// TestClientClosesWhileKeysAreFetched checks that there is no warning about a token that
// could not be verified if its bearer closed the connection.
func TestClientClosesWhileKeysAreFetched(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	i.change(func(i *issuer) { i.down = true })
	for closes, want := range map[bool]int{false: 1, true: 0} {
		d := newTestServer(t, jwt.Config{Issuer: i.URL})
		ctx, closeConnection := context.WithCancel(t.Context())
		defer closeConnection()
		if closes {
			closeConnection()
		}
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", nil)
		r.Header.Set("Authorization", "Bearer "+k.token(t, i.claimsAt(d.clock.now(), nil)))
		d.ServeHTTP(httptest.NewRecorder(), r)
		if got := strings.Count(d.log.String(), "a token could not be verified"); got != want {
			t.Errorf("the client closes the connection: %v, and the log has %d warnings: %s", closes, got, d.log.String())
		}
	}
}
