package web_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// clock stands still until it is told to go on.
type clock struct {
	mu   sync.Mutex
	time time.Time
}

func newClock() *clock { return &clock{time: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.time
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = c.time.Add(d)
}

// signingKey is one key of an issuer.
type signingKey struct {
	id        string
	algorithm jose.SignatureAlgorithm
	private   crypto.Signer
}

func newRSA(t *testing.T, id string, bits int) signingKey {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return signingKey{id, jose.RS256, private}
}

func newECDSA(t *testing.T, id string, curve elliptic.Curve, algorithm jose.SignatureAlgorithm) signingKey {
	t.Helper()
	private, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signingKey{id, algorithm, private}
}

func newEd25519(t *testing.T, id string) signingKey {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signingKey{id, jose.EdDSA, private}
}

// issuer is an OpenID Connect issuer on this machine.
type issuer struct {
	*httptest.Server

	mu sync.Mutex
	// name is what the discovery document says; empty is the right one.
	name string
	// keysAt is where the discovery document says that the keys are; empty is the
	// right place.
	keysAt string
	// down answers every request with 500.
	down bool
	// padding is bytes that the set of keys has beside its keys.
	padding string
	keys    []signingKey
	// fetches counts the requests for keys.
	fetches int
}

func newIssuer(t *testing.T, keys ...signingKey) *issuer {
	t.Helper()
	i := &issuer{keys: keys}
	i.Server = httptest.NewServer(i)
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	answer := map[string]any{}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		answer["issuer"], answer["jwks_uri"] = i.URL, i.URL+"/keys"
		if i.name != "" {
			answer["issuer"] = i.name
		}
		if i.keysAt != "" {
			answer["jwks_uri"] = i.keysAt
		}
	case "/keys":
		i.fetches++
		var set []jose.JSONWebKey
		for _, k := range i.keys {
			set = append(set, jose.JSONWebKey{Key: k.private.Public(), KeyID: k.id, Use: "sig", Algorithm: string(k.algorithm)})
		}
		answer["keys"], answer["padding"] = set, i.padding
	}
	if i.down { // its answer would do but for the status
		w.WriteHeader(http.StatusInternalServerError)
	}
	json.NewEncoder(w).Encode(answer)
}

// change lets a test change the issuer while requests come in.
func (i *issuer) change(do func(*issuer)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	do(i)
}

func (i *issuer) fetched() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.fetches
}

// claimsAt are those of a valid token of a user; the others replace them, and
// nil takes one away.
func (i *issuer) claimsAt(now time.Time, others map[string]any) map[string]any {
	claims := map[string]any{
		"iss": i.URL, "aud": "itemactivity", "sub": "jane", "scp": "Files.Read",
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	maps.Copy(claims, others)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	return claims
}

// token is signed with the key, by whoever has it.
func (k signingKey) token(t *testing.T, claims map[string]any, headers ...any) string {
	t.Helper()
	options := new(jose.SignerOptions)
	if k.id != "" {
		options.WithHeader("kid", k.id)
	}
	for h := 0; h < len(headers); h += 2 {
		options.WithHeader(jose.HeaderKey(headers[h].(string)), headers[h+1])
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: k.algorithm, Key: k.private}, options)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}
