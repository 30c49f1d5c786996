package web_test

import (
	"crypto/elliptic"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// TestEd25519: an Ed25519 signature has two names in a token, EdDSA (RFC 8037) and
// Ed25519 (RFC 9864). A token may use either one, whichever of them the key names.
func TestEd25519(t *testing.T) {
	for _, algorithm := range []jose.SignatureAlgorithm{"", "EdDSA", "Ed25519"} {
		k := newEd25519(t, "d")
		published := k
		published.algorithm = algorithm
		i := newIssuer(t, published)
		d := newTestServer(t, jwt.Config{Issuer: i.URL})
		claims := i.claimsAt(d.clock.now(), nil)
		for _, name := range []string{"EdDSA", "Ed25519"} {
			for _, id := range []any{"d", nil} {
				header := map[string]any{"alg": name, "typ": "at+jwt"}
				if id != nil {
					header["kid"] = id
				}
				d.admits(t, forged(t, header, claims, k.signature(t)))
				d.refuses(t, forged(t, header, claims, newEd25519(t, "d").signature(t)), "the signature is wrong")
				d.refuses(t, forged(t, header, claims, unsigned), "the signature is wrong")
			}
		}
	}
}

// TestEd25519KeyFile: a JWK Set in a file may name the key's algorithm either way.
func TestEd25519KeyFile(t *testing.T) {
	k := newEd25519(t, "d")
	for _, algorithm := range []string{"EdDSA", "Ed25519"} {
		set := `{"keys":[` + jwkOf(t, k, algorithm) + `]}`
		path := filepath.Join(t.TempDir(), "keys.json")
		if err := os.WriteFile(path, []byte(set), 0o600); err != nil {
			t.Fatal(err)
		}
		d := newTestServer(t, jwt.Config{Issuer: "https://id.example", KeyFile: path})
		claims := newIssuer(t).claimsAt(d.clock.now(), map[string]any{"iss": "https://id.example"})
		d.admits(t, forged(t, map[string]any{"alg": "Ed25519", "kid": "d"}, claims, k.signature(t)))
	}
}

// TestOtherFullySpecifiedAlgorithms: of RFC 9864 only Ed25519 is accepted. ESP256 and
// its like are names of COSE, which no JWT has; Go's library has no Ed448.
func TestOtherFullySpecifiedAlgorithms(t *testing.T) {
	p256, ed := newECDSA(t, "e", elliptic.P256(), jose.ES256), newEd25519(t, "d")
	i := newIssuer(t, p256, ed)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	claims := i.claimsAt(d.clock.now(), nil)
	for _, name := range []string{"ESP256", "ESP384", "ESP512", "ESB256", "Ed448", "ed25519", "ED25519", "eddsa", "Ed25519ph", "ES256K"} {
		for _, id := range []string{"e", "d"} {
			d.refuses(t, forged(t, map[string]any{"alg": name, "kid": id}, claims, ed.signature(t)), "not signed with")
		}
	}
	// A name of one type does not select a key of another.
	d.refuses(t, forged(t, map[string]any{"alg": "Ed25519", "kid": "e"}, claims, ed.signature(t)), "no key")
	d.admits(t, p256.token(t, claims))
	if !strings.Contains(d.log.String(), "RS256, ES256, EdDSA or Ed25519") {
		t.Errorf("the log does not name the algorithms: %s", d.log.String())
	}
}

func jwkOf(t *testing.T, k signingKey, algorithm string) string {
	t.Helper()
	text, err := jose.JSONWebKey{Key: k.private.Public(), KeyID: k.id, Use: "sig", Algorithm: algorithm}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
