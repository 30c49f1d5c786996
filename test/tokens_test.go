package test

import (
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tokens signs access tokens with its own key pair.
type tokens struct{ program, key, public string }

func newTokens(t *testing.T) tokens {
	t.Helper()
	keys := tokens{program: built(t, programWithoutRace)}
	base := filepath.Join(t.TempDir(), "keys")
	keys.key, keys.public = base+".key", base+".pub"
	if output, err := exec.Command(keys.program, "keygen", "--out", base).CombinedOutput(); err != nil {
		t.Fatalf("keygen: %v\n%s", err, output)
	}
	return keys
}

// user returns the header with an access token of a user who may record activities and
// manage groups.
func (k tokens) user(t *testing.T, id string) http.Header {
	t.Helper()
	output, err := exec.Command(k.program, "token", "--key", k.key, "--user", id, "--scopes", "Files.ReadWrite Group.ReadWrite.All").Output()
	if err != nil {
		t.Fatalf("token: %v", err)
	}
	return http.Header{"Authorization": {"Bearer " + strings.TrimSpace(string(output))}}
}
