package test

import (
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRateLimitWithoutValidToken: requests without a token are limited by client address,
// which a trusted proxy sends. A flood of them must not use up the limit of requests at the
// same address that have a valid token, or a signed token that is not valid here, or the
// limit of another address.
func TestRateLimitWithoutValidToken(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	run := func(args ...string) string {
		command := exec.Command(built(t, program), args...)
		command.Dir = folder
		output, err := command.Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(output))
	}
	run("keygen")
	valid := run("token", "--user", "jane", "--scopes", "Files.Read")
	// It has a valid signature, but is for another audience.
	invalid := run("token", "--user", "jane", "--scopes", "Files.Read", "--audience", "another")
	s := start(t, filepath.Join(folder, "a.db"), "--keys", filepath.Join(folder, "itemactivity.pub"), "--trusted-proxies", "127.0.0.1",
		"--rate-limit", "1", "--rate-burst", "5")
	ask := func(token, client string) int {
		request, err := http.NewRequest(http.MethodPost, s.url+"graphql", strings.NewReader(`{"query":"{ __typename }"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Forwarded-For", client)
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		response, err := s.client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			t.Fatal(err)
		}
		return response.StatusCode
	}
	const attacker = "192.0.2.1"
	flood := func() {
		t.Helper()
		for n := 0; ask("", "198.51.100.1, "+attacker) != http.StatusTooManyRequests; n++ {
			if n > 1000 {
				t.Fatal("1000 requests without a token from one address were not limited")
			}
		}
	}
	for range 3 {
		flood()
		if got := ask(invalid, attacker); got != http.StatusUnauthorized {
			t.Errorf("the status for an invalid token is %d, want 401", got)
		}
		if got := ask(valid, attacker); got != http.StatusOK {
			t.Errorf("the status for a valid token is %d, want 200", got)
		}
	}
	flood()
	if got := ask("", "192.0.2.2"); got != http.StatusUnauthorized {
		t.Errorf("the status for another address is %d, want 401", got)
	}
	s.stop(t)
}
