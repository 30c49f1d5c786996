package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/web"
)

// limitedDoor lets each caller ask twice at once and once a second.
type limitedDoor struct {
	*door
	bearer func(user string) string
}

func newLimitedDoor(t *testing.T) *limitedDoor {
	t.Helper()
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d := &limitedDoor{}
	d.door = newDoor(t, auth.Config{Issuer: i.URL}, func(d *door, o *web.Options) {
		limits, err := web.NewRateLimits(1, 2, d.clock.now)
		if err != nil {
			t.Fatal(err)
		}
		o.RateLimits = limits
	})
	d.bearer = func(user string) string {
		return "Bearer " + k.token(t, i.claimsAt(d.clock.now(), map[string]any{"sub": user, "oid": user}))
	}
	return d
}

// from sends a request from an address, and returns its status and how long it has
// to wait.
func (d *limitedDoor) from(t *testing.T, address, authorization string) (status int, retryAfter string) {
	t.Helper()
	body := &watchedBody{Reader: strings.NewReader(`{}`)}
	r := httptest.NewRequest(http.MethodPost, "/graphql", body)
	r.RemoteAddr = address
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("192.0.2.%d", time.Now().UnixNano()%250))
	r.Header.Set("Authorization", authorization)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	if w.Code == http.StatusTooManyRequests {
		wantFailure(t, w, http.StatusTooManyRequests, "RATE_LIMITED")
		if body.read {
			t.Error("the body of a request too many was read")
		}
	}
	return w.Code, w.Header().Get("Retry-After")
}

// watchedBody remembers whether anybody read it.
type watchedBody struct {
	*strings.Reader
	read bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.read = true
	return b.Reader.Read(p)
}

func TestRateOfACaller(t *testing.T) {
	d := newLimitedDoor(t)
	jane, joe := d.bearer("jane"), d.bearer("joe")
	for _, step := range []struct {
		after         time.Duration
		authorization string
		address       string
		status        int
		retryAfter    string
	}{
		{0, jane, "192.0.2.1:1", 200, ""},
		{0, jane, "192.0.2.2:1", 200, ""},
		{0, jane, "192.0.2.3:1", 429, "1"}, // one caller, wherever it is
		{0, joe, "192.0.2.1:1", 200, ""},   // another one, behind the same address
		{900 * time.Millisecond, jane, "192.0.2.1:1", 429, "1"},
		{100 * time.Millisecond, jane, "192.0.2.1:1", 200, ""}, // refusals were not charged
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

// TestRateOfAStranger: an address is charged for what has no valid token, and a
// caller behind it is not.
func TestRateOfAStranger(t *testing.T) {
	d := newLimitedDoor(t)
	jane := d.bearer("jane")
	for _, step := range []struct {
		address, authorization string
		status                 int
	}{
		{"192.0.2.1:1", "", 401},
		{"192.0.2.1:2", "Bearer x", 401},
		{"192.0.2.1:3", "", 429},
		{"[::ffff:192.0.2.1]:3", "", 429}, // the same in IPv6's clothes
		{"192.0.2.1:1", jane, 200},
		{"192.0.2.2:1", "", 401},
		{"[2001:db8::1]:1", "", 401},
		{"[2001:db8::ffff:2%eth0]:1", "", 401},
		{"[2001:db8:0:0:3::]:1", "", 429}, // of the same 64 bits
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
		t.Errorf("what is refused for its rate adds %d reasons to the log", got-lines)
	}
}

// TestRatesAreBounded: more addresses than are remembered are served, and who was
// forgotten begins anew.
func TestRatesAreBounded(t *testing.T) {
	d := newLimitedDoor(t)
	for range 3 {
		d.from(t, "192.0.2.1:1", "")
	}
	for i := range 10_001 {
		d.from(t, fmt.Sprintf("10.0.%d.%d:1", i>>8, i&0xff), "")
	}
	if status, _ := d.from(t, "192.0.2.1:1", ""); status != 401 {
		t.Errorf("status %d of one who was forgotten", status)
	}
}

func TestPagesHaveNoRate(t *testing.T) {
	d := newLimitedDoor(t)
	for range 10 {
		if w := d.do("GET", "/"); w.Code != http.StatusOK {
			t.Fatalf("status %d", w.Code)
		}
	}
}
