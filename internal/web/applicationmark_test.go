package web_test

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// TestApplicationMark checks which values of the application claim make the caller an
// application: not only texts.
func TestApplicationMark(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	for _, c := range []struct {
		mark        string
		value       any
		application bool
	}{
		{"gty", "client_credentials", true},
		{"gty", true, true},
		{"gty", 1, true},
		{"gty", []string{"client_credentials"}, true},
		{"gty", map[string]any{"type": "client"}, true},
		{"gty", nil, false},
		{"gty", "", false},
		{"gty", false, false},
		{"gty", []string{}, false},
		{"gty=client_credentials", "client_credentials", true},
		{"gty=client_credentials", []string{"password", "client_credentials"}, true},
		{"gty=true", true, true},
		{"gty=client_credentials", []string{"password"}, false},
		{"gty=client_credentials", true, false},
		{"gty=client_credentials", "password", false},
		{"gty=client_credentials", map[string]any{"client_credentials": 1}, false},
	} {
		claims := jwt.DefaultClaims()
		claims.ApplicationMark = c.mark
		d := newTestServer(t, jwt.Config{Issuer: i.URL, Claims: claims})
		caller := d.admits(t, k.token(t, i.claimsAt(d.clock.now(), map[string]any{"gty": c.value, "azp": "importer"})))
		if caller == nil {
			continue
		}
		if application := caller.UserID == "" && caller.ApplicationID == "importer"; application != c.application {
			t.Errorf("--app-claim %s, value %v: the caller is %+v", c.mark, c.value, caller)
		}
	}
}
