package test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// TestReadinessWithoutKeys: a server that has never fetched the keys of its issuer is not
// ready, because it can verify no token. A deployment with a wrong --issuer must fail. Once
// it has keys, it is ready.
func TestReadinessWithoutKeys(t *testing.T) {
	t.Parallel()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var up atomic.Bool
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !up.Load() {
			w.WriteHeader(http.StatusInternalServerError)
		}
		url := "http://" + r.Host
		response := any(map[string]string{"issuer": url, "jwks_uri": url + "/keys"})
		if r.URL.Path == "/keys" {
			response = map[string]any{"keys": []map[string]string{
				{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": base64.RawURLEncoding.EncodeToString(public)},
			}}
		}
		_ = json.NewEncoder(w).Encode(response)
	}))
	defer issuer.Close()
	s := start(t, filepath.Join(t.TempDir(), "a.db"), "--issuer", issuer.URL, "--metrics-addr", "127.0.0.1:0")
	addr := hostPort(s.monitoring(t))
	for _, url := range []string{s.url, s.monitoring(t)} {
		if got := s.ready(t, url); got.Status != "not ready" || !strings.Contains(got.Checks["keys"], "the keys of the issuer have not been fetched") || got.Checks["database"] != "ok" {
			t.Errorf("without keys %sreadyz is %+v", url, got)
		}
	}
	code, said := runProgram(t, "healthcheck", "--metrics-addr", addr)
	if code != 1 || !strings.Contains(said, "not ready, keys: the keys of the issuer have not been fetched") {
		t.Errorf("without keys the health check has exit code %d: %q", code, said)
	}
	up.Store(true)
	eventually(t, func() bool { return s.ready(t, s.url).Status == "ready" }, s.logged)
	if got := s.ready(t, s.url); got.Checks["keys"] != "ok" {
		t.Errorf("with keys /readyz is %+v", got)
	}
	s.stop(t)
}
