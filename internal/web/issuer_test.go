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

// clock is a clock that a test sets.
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

// issuer is an OpenID Connect issuer for tests.
type issuer struct {
	*httptest.Server

	mu sync.Mutex
	// name is the issuer in the discovery document. If it is empty, the document has the
	// correct one.
	name string
	// keysAt is the jwks_uri in the discovery document. If it is empty, the document has
	// the correct one.
	keysAt string
	// down makes every response have the status 500.
	down bool
	// padding is additional text in the set of keys.
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
	response := map[string]any{}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		response["issuer"], response["jwks_uri"] = i.URL, i.URL+"/keys"
		if i.name != "" {
			response["issuer"] = i.name
		}
		if i.keysAt != "" {
			response["jwks_uri"] = i.keysAt
		}
	case "/keys":
		i.fetches++
		var set []jose.JSONWebKey
		for _, k := range i.keys {
			set = append(set, jose.JSONWebKey{Key: k.private.Public(), KeyID: k.id, Use: "sig", Algorithm: string(k.algorithm)})
		}
		response["keys"], response["padding"] = set, i.padding
	}
	if i.down { // the body is valid, and only the status is an error
		w.WriteHeader(http.StatusInternalServerError)
	}
	json.NewEncoder(w).Encode(response)
}

// change changes the issuer. It may be called while the issuer handles requests.
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

// claimsAt returns the claims of a valid token of a user. others replaces claims, and a nil
// value removes a claim.
func (i *issuer) claimsAt(now time.Time, others map[string]any) map[string]any {
	claims := map[string]any{
		"iss": i.URL, "aud": "itemactivity", "sub": "jane", "scp": "Files.Read",
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	maps.Copy(claims, others)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	return claims
}

// token returns a token that is signed with the key. headers are pairs of names and values.
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
