package jwt

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"
)

// algorithms are the signature algorithms that a token may use. "none" is missing
// because it signs nothing, and HS256 because a public key could be used as its secret.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.ES256, jose.EdDSA, fullySpecifiedEd25519}

// minRSABits is the minimum key size that RFC 7518 requires for RS256.
const minRSABits = 2048

// keySource finds the keys that may have signed a token.
type keySource interface {
	// find returns the keys for a key id and an algorithm. Its errors are an
	// InvalidTokenError or an UnavailableError.
	find(ctx context.Context, id string, algorithm jose.SignatureAlgorithm) ([]key, error)
	// refetched returns the matching keys after a fetch, nil if there was none because
	// the last fetch was too recent.
	refetched(ctx context.Context, id string, algorithm jose.SignatureAlgorithm) []key
	// withdrawn returns the matching keys that are no longer accepted.
	withdrawn(id string, algorithm jose.SignatureAlgorithm) []key
	// fetched reports whether there are keys.
	fetched() bool
}

// key is a public key. It verifies signatures of the algorithms of its type only.
type key struct {
	// id is the JWK's kid. A key without an id may have signed any token.
	id string
	// algorithms are the names of the one algorithm of the key's type.
	algorithms []jose.SignatureAlgorithm
	public     any
}

func newKey(id string, public any) (key, error) {
	switch p := public.(type) {
	case *rsa.PublicKey:
		if bits := p.N.BitLen(); bits < minRSABits {
			return key{}, fmt.Errorf("an RSA key has %d bits; at least %d are required", bits, minRSABits)
		}
		return key{id, []jose.SignatureAlgorithm{jose.RS256}, p}, nil
	case *ecdsa.PublicKey:
		if p.Curve != elliptic.P256() {
			return key{}, fmt.Errorf("a key is on the curve %s; only P-256 is supported", p.Curve.Params().Name)
		}
		return key{id, []jose.SignatureAlgorithm{jose.ES256}, p}, nil
	case ed25519.PublicKey:
		return key{id, []jose.SignatureAlgorithm{jose.EdDSA, fullySpecifiedEd25519}, p}, nil
	default:
		return key{}, errNoPublicKey
	}
}

var errNoPublicKey = errors.New("a key is not a public key of the type RSA, P-256 or Ed25519")

// verifier returns the key as go-jose takes it.
func (k key) verifier() any {
	if p, ok := k.public.(ed25519.PublicKey); ok {
		return ed25519Verifier(p)
	}
	return k.public
}

// is reports whether two keys are the same.
func (k key) is(other key) bool {
	public, ok := k.public.(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(other.public)
}

// matching returns the keys that may have signed a token with this header.
func matching(keys []key, id string, algorithm jose.SignatureAlgorithm) (found []key) {
	for _, k := range keys {
		if slices.Contains(k.algorithms, algorithm) && (k.id == id || k.id == "" || id == "") {
			found = append(found, k)
		}
	}
	return found
}
