package test

import (
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRateLimitWithoutValidToken: what strangers send is charged to their address, which a trusted
// proxy tells, and neither to callers nor to those whose token is not valid any more.
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
	// The server's issuer signed it, and it is not for this server.
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
				t.Fatal("an address has no limit")
			}
		}
	}
	for range 3 {
		flood()
		if got := ask(invalid, attacker); got != http.StatusUnauthorized {
			t.Errorf("a token that is not valid is answered %d", got)
		}
		if got := ask(valid, attacker); got != http.StatusOK {
			t.Errorf("a valid token is answered %d", got)
		}
	}
	flood()
	if got := ask("", "192.0.2.2"); got != http.StatusUnauthorized {
		t.Errorf("a stranger at another address is answered %d", got)
	}
	s.stop(t)
}
