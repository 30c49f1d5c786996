package jwt_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// BenchmarkAuthenticate compares a token that was verified within the last minute with one
// that was not.
func BenchmarkAuthenticate(b *testing.B) {
	private, public, err := jwt.NewKeyPair()
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "keys")
	if err := os.WriteFile(path, public, 0o600); err != nil {
		b.Fatal(err)
	}
	groups := make([]string, 50)
	for i := range groups {
		groups[i] = "2d5b1b8e-7f0f-4c09-9e2d-0000000000" + strconv.Itoa(10+i)
	}
	token, err := jwt.Sign(private, jwt.Grant{
		Issuer: "itemactivity", Audience: "itemactivity", UserID: "jane", Groups: groups, Scopes: []string{"Files.ReadWrite"}, Expires: 100 * 365 * 24 * time.Hour,
	}, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	for name, step := range map[string]time.Duration{"seen": 0, "new": 61 * time.Second} {
		b.Run(name, func(b *testing.B) {
			now := time.Now()
			a, err := jwt.NewAuthenticator(b.Context(), jwt.Config{
				Issuer: "itemactivity", Audiences: []string{"itemactivity"}, KeyFile: path, Claims: jwt.DefaultClaims(),
				Now: func() time.Time { now = now.Add(step); return now },
			})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := a.Authenticate(b.Context(), token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
