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
)

// wantUnavailable wants the token to be neither accepted nor refused.
func (d *testServer) wantUnavailable(t *testing.T, token string) {
	t.Helper()
	w, caller := d.bears(token)
	if caller != nil {
		t.Errorf("a token that cannot be checked let %+v in", caller)
	}
	if after, err := strconv.Atoi(w.Header().Get("Retry-After")); err != nil || after < 1 || after > 60 {
		t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
	}
	if !strings.Contains(w.Body.String(), `"retryAfter":`) {
		t.Errorf("the error does not say when to come back: %s", w.Body)
	}
	wantFailure(t, w, http.StatusServiceUnavailable, "UNAVAILABLE")
}

// TestIssuerComesUpLater: the server serves before its issuer does, and its
// callers are told to wait.
func TestIssuerComesUpLater(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	i.change(func(i *issuer) { i.down = true })
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	token := k.token(t, i.claimsAt(d.clock.now(), nil))
	d.wantUnavailable(t, token)
	// What is wrong without any key is wrong now too.
	d.refuses(t, "garbage", "no signed JWT")

	i.change(func(i *issuer) { i.down = false })
	d.wantUnavailable(t, token) // not asked again so soon
	d.clock.advance(time.Second)
	d.admits(t, token)
	if log := d.log.String(); !strings.Contains(log, "cannot get the keys of the issuer") || !strings.Contains(log, "have the keys of the issuer") {
		t.Errorf("the log does not tell of the outage and its end: %s", log)
	}
}

// TestIssuerGoesDown: the keys that are known go on to count, and what they do
// not explain may still be right.
func TestIssuerGoesDown(t *testing.T) {
	k, next := newEd25519(t, "d"), newEd25519(t, "next")
	i := newIssuer(t, k)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	d.admits(t, k.token(t, i.claimsAt(d.clock.now(), nil)))

	i.change(func(i *issuer) { i.down = true })
	d.clock.advance(24 * time.Hour)
	d.admits(t, k.token(t, i.claimsAt(d.clock.now(), nil)))
	d.wantUnavailable(t, next.token(t, i.claimsAt(d.clock.now(), nil)))
	d.admits(t, k.token(t, i.claimsAt(d.clock.now(), map[string]any{"sub": "joe"})))

	i.change(func(i *issuer) { i.down, i.keys = false, []signingKey{k, next} })
	d.clock.advance(time.Minute)
	d.admits(t, next.token(t, i.claimsAt(d.clock.now(), nil)))
}

// TestBackOff: each failure in a row doubles the wait, up to a minute.
func TestBackOff(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	i.change(func(i *issuer) { i.name = "https://another.example" }) // fails after the discovery
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	token := k.token(t, i.claimsAt(d.clock.now(), nil))
	d.wantUnavailable(t, token)
	for _, wait := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		failures := strings.Count(d.log.String(), "cannot get the keys")
		d.clock.advance(wait*time.Second - time.Millisecond)
		d.wantUnavailable(t, token)
		if got := strings.Count(d.log.String(), "cannot get the keys"); got != failures {
			t.Errorf("the issuer was asked again before %d s", wait)
		}
		d.clock.advance(time.Millisecond)
		d.wantUnavailable(t, token)
		if got := strings.Count(d.log.String(), "cannot get the keys"); got != failures+1 {
			t.Errorf("the issuer was asked %d times after %d s, want once", got-failures, wait)
		}
	}
	if n := i.fetched(); n != 0 {
		t.Errorf("the keys of an issuer with another name were fetched %d times", n)
	}
	if !strings.Contains(d.log.String(), "they must be equal") {
		t.Error("the log does not tell that the issuer has another name")
	}
}

// TestRotation: a new key is found by its first token, and one that the issuer
// withdrew counts no more.
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

// TestFloodOfUnknownKeys counts what the issuer has to bear.
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

// TestKeysThatDoNotCount: a set of keys is taken with what it has beside good
// keys, and without.
func TestKeysThatDoNotCount(t *testing.T) {
	good, small := newEd25519(t, "good"), newRSA(t, "small", 1024)
	i := newIssuer(t, small, good)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	d.admits(t, good.token(t, i.claimsAt(d.clock.now(), nil)))
	d.refuses(t, small.token(t, i.claimsAt(d.clock.now(), nil)), "no key has the key id")

	i.change(func(i *issuer) { i.padding = strings.Repeat("x", 2<<20) })
	d.clock.advance(time.Minute)
	d.wantUnavailable(t, small.token(t, i.claimsAt(d.clock.now(), nil)))
	if !strings.Contains(d.log.String(), "more than 1048576 bytes") {
		t.Errorf("the log does not tell that the answer is too large")
	}
	d.admits(t, good.token(t, i.claimsAt(d.clock.now(), nil)))
}

// TestKeysOverPlainHTTP: the discovery document cannot lead to where others
// could answer.
func TestKeysOverPlainHTTP(t *testing.T) {
	k := newEd25519(t, "d")
	for _, at := range []string{"http://id.example/keys", "file:///etc/keys", "/keys"} {
		i := newIssuer(t, k)
		// Before the server starts, which fetches the keys at once.
		i.change(func(i *issuer) { i.keysAt = at })
		d := newTestServer(t, jwt.Config{Issuer: i.URL})
		d.wantUnavailable(t, k.token(t, i.claimsAt(d.clock.now(), nil)))
		if !strings.Contains(d.log.String(), "jwks_uri that is no HTTPS URL") {
			t.Errorf("%s: the log does not tell what is wrong: %s", at, d.log.String())
		}
	}
}

// TestTokenIsRemembered until it expires, and no longer than a minute.
func TestTokenIsRemembered(t *testing.T) {
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

// TestCallersOfOneTokenAreTwo: what one request does to its caller does not
// reach the next.
func TestCallersOfOneTokenAreTwo(t *testing.T) {
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

// TestClientLeavesWhileKeysAreFetched: nobody is told of a token that could not be
// checked because its bearer did not wait.
func TestClientLeavesWhileKeysAreFetched(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	i.change(func(i *issuer) { i.down = true })
	for leaves, want := range map[bool]int{false: 1, true: 0} {
		d := newTestServer(t, jwt.Config{Issuer: i.URL})
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		if leaves {
			leave()
		}
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", nil)
		r.Header.Set("Authorization", "Bearer "+k.token(t, i.claimsAt(d.clock.now(), nil)))
		d.ServeHTTP(httptest.NewRecorder(), r)
		if got := strings.Count(d.log.String(), "a token could not be checked"); got != want {
			t.Errorf("a client that leaves: %v; the log tells %d times: %s", leaves, got, d.log.String())
		}
	}
}
