package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestRateOfCaller(t *testing.T) {
	d := newLimitedServer(t)
	jane, joe := d.bearer(t, "jane"), d.bearer(t, "joe")
	for _, step := range []struct {
		after         time.Duration
		authorization string
		address       string
		status        int
		retryAfter    string
	}{
		{0, jane, "192.0.2.1:1", 200, ""},
		{0, jane, "192.0.2.2:1", 200, ""},
		{0, jane, "192.0.2.3:1", 429, "1"}, // the limit is that of the caller at all addresses
		{0, joe, "192.0.2.1:1", 200, ""},   // another caller at the same address
		{900 * time.Millisecond, jane, "192.0.2.1:1", 429, "1"},
		{100 * time.Millisecond, jane, "192.0.2.1:1", 200, ""}, // rejected requests were not counted
		{0, jane, "192.0.2.1:1", 429, "1"},
		{time.Minute, jane, "192.0.2.1:1", 200, ""},
		{0, jane, "192.0.2.1:1", 200, ""},
		{0, jane, "192.0.2.1:1", 429, "1"}, // never more than the burst
	} {
		d.clock.advance(step.after)
		status, retryAfter := d.from(t, step.address, step.authorization)
		if status != step.status || retryAfter != step.retryAfter {
			t.Errorf("%+v: status %d, Retry-After %q", step, status, retryAfter)
		}
	}
}

// TestRateWithoutToken checks that requests without a valid token count against their
// address, and not against callers at that address.
func TestRateWithoutToken(t *testing.T) {
	d := newLimitedServer(t)
	jane := d.bearer(t, "jane")
	for _, step := range []struct {
		address, authorization string
		status                 int
	}{
		{"192.0.2.1:1", "", 401},
		{"192.0.2.1:2", "Bearer x", 401},
		{"192.0.2.1:3", "", 429},
		{"[::ffff:192.0.2.1]:3", "", 429}, // the same address, IPv4-mapped
		{"192.0.2.1:1", jane, 200},
		{"192.0.2.2:1", "", 401},
		{"[2001:db8::1]:1", "", 401},
		{"[2001:db8::ffff:2%eth0]:1", "", 401},
		{"[2001:db8:0:0:3::]:1", "", 429}, // the same /64 network
		{"[2001:db8:0:1::1]:1", "", 401},
		{"@", "", 401},
	} {
		if status, _ := d.from(t, step.address, step.authorization); status != step.status {
			t.Errorf("%+v: status %d", step, status)
		}
	}
	lines := strings.Count(d.log.String(), "unauthenticated")
	for range 100 {
		d.from(t, "192.0.2.1:1", "Bearer x")
	}
	if got := strings.Count(d.log.String(), "unauthenticated"); got != lines {
		t.Errorf("requests beyond the limit added %d lines to the log", got-lines)
	}
}

// TestRateOfExpiredToken checks that invalid tokens that the issuer signed have a limit of
// their own for each caller and address. A client thus learns that it must renew its token,
// even if other clients have used up the limit of the address, or if another person uses an
// expired token of the caller elsewhere.
func TestRateOfExpiredToken(t *testing.T) {
	const here, elsewhere = "192.0.2.1:1", "192.0.2.2:1"
	d := newLimitedServer(t)
	const month = 30 * 24 * time.Hour
	expired := func(user string) string {
		return d.bearer(t, user, map[string]any{"exp": d.clock.now().Add(-month).Unix()})
	}
	forged := expired("jane")
	forged = forged[:len(forged)-12] + strings.Repeat("A", 12)
	forger := newEd25519(t, "d")
	for name, step := range map[string]struct {
		authorization string
		statuses      []int
	}{
		"an expired token":     {expired("jane"), []int{401, 401, 429}},
		"one of another user":  {expired("joe"), []int{401, 401, 429}},
		"not valid yet":        {d.bearer(t, "ann", map[string]any{"nbf": d.clock.now().Add(month).Unix()}), []int{401, 401, 429}},
		"for another audience": {d.bearer(t, "eve", map[string]any{"aud": "another"}), []int{401, 401, 429}},
		"without an expiry":    {d.bearer(t, "max", map[string]any{"exp": nil}), []int{401, 401, 429}},

		"of another issuer":   {d.bearer(t, "liz", map[string]any{"iss": "https://another.example"}), []int{429}},
		"no user":             {d.bearer(t, "", map[string]any{"exp": d.clock.now().Add(-month).Unix()}), []int{429}},
		"no token":            {"", []int{429}},
		"garbage":             {"Bearer x", []int{429}},
		"a forged signature":  {forged, []int{429}},
		"another's signature": {"Bearer " + forger.token(t, d.issuer.claimsAt(d.clock.now(), map[string]any{"sub": "kim", "oid": "kim"})), []int{429}},
		"a valid one":         {d.bearer(t, "jane"), []int{200, 200, 429}},
	} {
		for range 3 {
			d.from(t, here, "")
		}
		for i, want := range step.statuses {
			if status, _ := d.from(t, here, step.authorization); status != want {
				t.Errorf("%s, request %d: status %d, want %d", name, i+1, status, want)
			}
		}
	}
	// Another person with an expired token of the caller is at another address.
	for range 5 {
		d.from(t, elsewhere, expired("sue"))
	}
	if status, _ := d.from(t, here, expired("sue")); status != 401 {
		t.Errorf("an expired token that is also used elsewhere: status %d", status)
	}
	if status, _ := d.from(t, elsewhere, ""); status != 401 {
		t.Errorf("no token, at an address with expired tokens: status %d", status)
	}
}

// TestRateAfterRotation checks that a token with a withdrawn key still counts against its
// caller.
func TestRateAfterRotation(t *testing.T) {
	const here = "192.0.2.1:1"
	d := newLimitedServer(t)
	old := d.bearer(t, "jane")
	if status, _ := d.from(t, here, old); status != 200 {
		t.Fatalf("status %d", status)
	}
	next := newEd25519(t, "next")
	d.issuer.change(func(i *issuer) { i.keys = []signingKey{next} })
	d.key = next
	d.clock.advance(time.Hour)
	if status, _ := d.from(t, here, d.bearer(t, "joe")); status != 200 {
		t.Fatalf("a token with the new key: status %d", status)
	}
	for range 3 {
		d.from(t, here, "")
	}
	if status, _ := d.from(t, here, old); status != 401 {
		t.Errorf("a token with the withdrawn key: status %d", status)
	}
}

// TestRateThroughProxy checks that requests through a trusted proxy count against the
// address that the proxy reports, and that other clients cannot choose their address.
func TestRateThroughProxy(t *testing.T) {
	d := newLimitedServer(t)
	send := func(peer, forwarded string) int {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.RemoteAddr = peer
		r.Header.Set("X-Forwarded-For", forwarded)
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		return w.Code
	}
	for i, step := range []struct {
		peer, forwarded string
		status          int
	}{
		{"172.16.0.1:1", "192.0.2.1", 401},
		{"172.16.0.1:2", "198.51.100.1, 192.0.2.1", 401},
		{"172.16.0.1:3", "198.51.100.2, 192.0.2.1", 429},
		{"172.16.0.2:3", "192.0.2.1, 172.16.0.1", 429},
		{"172.16.0.1:3", "192.0.2.2", 401},
		{"192.0.2.1:1", "192.0.2.3", 429},
		{"192.0.2.9:1", "192.0.2.1", 401},
		{"192.0.2.9:1", "192.0.2.4", 401},
		{"192.0.2.9:1", "192.0.2.5", 429},
	} {
		if got := send(step.peer, step.forwarded); got != step.status {
			t.Errorf("step %d, %+v: status %d", i, step, got)
		}
	}
}

// TestLimitersAreBounded checks that more addresses than the cache holds are served, and
// that an address that was removed from the cache starts with a full burst.
func TestLimitersAreBounded(t *testing.T) {
	d := newLimitedServer(t)
	for range 3 {
		d.from(t, "192.0.2.1:1", "")
	}
	for i := range 10_001 {
		d.from(t, fmt.Sprintf("10.0.%d.%d:1", i>>8, i&0xff), "")
	}
	if status, _ := d.from(t, "192.0.2.1:1", ""); status != 401 {
		t.Errorf("an address that was removed from the cache: status %d", status)
	}
}

// TestActiveLimiterIsKept checks that a rejected request marks the limiter of its address as
// recently used, so that an attacker with many addresses gets no new burst.
func TestActiveLimiterIsKept(t *testing.T) {
	d := newLimitedServer(t)
	const last = "192.0.2.1:1"
	for range 3 {
		d.from(t, last, "")
	}
	for i := range 12_001 {
		d.from(t, fmt.Sprintf("10.0.%d.%d:1", i>>8, i&0xff), "")
		if i%6000 == 0 {
			if status, _ := d.from(t, last, ""); status != http.StatusTooManyRequests {
				t.Fatalf("after %d other addresses the status is %d", i, status)
			}
		}
	}
}

func TestPageHasNoRateLimit(t *testing.T) {
	d := newLimitedServer(t)
	for range 10 {
		if w := d.do("GET", "/"); w.Code != http.StatusOK {
			t.Fatalf("status %d", w.Code)
		}
	}
}
