package test

import (
	"maps"
	"net/http"
	"path/filepath"
	"testing"
)

// TestRateLimitWithoutValidToken: requests without a token are limited by client address,
// which a trusted proxy sends. A flood of them must not use up the limit of requests at the
// same address that have a valid token, or a signed token that is not valid here, or the
// limit of another address.
func TestRateLimitWithoutValidToken(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	keys, err := newKeys(built(t, program), folder)
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, filepath.Join(folder, "a.db"), "--keys", keys.public, "--trusted-proxies", "127.0.0.1",
		"--rate-limit", "1", "--rate-burst", "5")
	valid, err := keys.bearer(s, "jane")
	if err != nil {
		t.Fatal(err)
	}
	// It has a valid signature, but is for another audience.
	invalid, err := keys.bearer(s, "jane", "--audience", "another")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(token http.Header, client string) int {
		t.Helper()
		header := http.Header{"X-Forwarded-For": {client}}
		maps.Copy(header, token)
		status, _, err := s.send(request{Query: "{ __typename }"}, header)
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
	const attacker = "192.0.2.1"
	flood := func() {
		t.Helper()
		for n := 0; ask(nil, "198.51.100.1, "+attacker) != http.StatusTooManyRequests; n++ {
			if n > 1000 {
				t.Fatal("1000 requests without a token from one address were not limited")
			}
		}
	}
	for range 3 {
		flood()
		if got := ask(invalid.header, attacker); got != http.StatusUnauthorized {
			t.Errorf("the status for an invalid token is %d, want 401", got)
		}
		if got := ask(valid.header, attacker); got != http.StatusOK {
			t.Errorf("the status for a valid token is %d, want 200", got)
		}
	}
	flood()
	if got := ask(nil, "192.0.2.2"); got != http.StatusUnauthorized {
		t.Errorf("the status for another address is %d, want 401", got)
	}
	s.stop(t)
}
