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

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

// algorithms are all that a token may be signed with. What is missing is
// missing on purpose: "none" signs nothing, and for HS256 a public key would do
// as the secret.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.ES256, jose.EdDSA}

// minRSABits is the least size that RFC 7518 allows for RS256.
const minRSABits = 2048

// keySource finds the keys that may have signed a token.
type keySource interface {
	// find returns the keys for a key id and an algorithm. Its errors are an
	// InvalidTokenError or an UnavailableError.
	find(ctx context.Context, id string, algorithm jose.SignatureAlgorithm) ([]key, error)
	// withdrawn returns such keys that count no more.
	withdrawn(id string, algorithm jose.SignatureAlgorithm) []key
}

// key is a public key that checks signatures of the one algorithm that belongs
// to its type.
type key struct {
	// id is the JWK's kid; a key without one may have signed any token.
	id        string
	algorithm jose.SignatureAlgorithm
	public    any
}

func newKey(id string, public any) (key, error) {
	switch p := public.(type) {
	case *rsa.PublicKey:
		if bits := p.N.BitLen(); bits < minRSABits {
			return key{}, fmt.Errorf("an RSA key has %d bits; at least %d are needed", bits, minRSABits)
		}
		return key{id, jose.RS256, p}, nil
	case *ecdsa.PublicKey:
		if p.Curve != elliptic.P256() {
			return key{}, fmt.Errorf("a key is on the curve %s; only P-256 is supported", p.Curve.Params().Name)
		}
		return key{id, jose.ES256, p}, nil
	case ed25519.PublicKey:
		return key{id, jose.EdDSA, p}, nil
	default:
		return key{}, errors.New("a key is no public key of the types RSA, P-256 and Ed25519")
	}
}

// is tells whether two keys are the same.
func (k key) is(other key) bool {
	public, ok := k.public.(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(other.public)
}

// matching returns the keys that may have signed a token with this header.
func matching(keys []key, id string, algorithm jose.SignatureAlgorithm) (found []key) {
	for _, k := range keys {
		if k.algorithm == algorithm && (k.id == id || k.id == "" || id == "") {
			found = append(found, k)
		}
	}
	return found
}

// parseKeySet reads a JWK Set (RFC 7517). A set may hold keys for other uses
// and of other types than ours, so each that cannot be used is told to skip and
// left out.
func parseKeySet(text []byte, skip func(error)) ([]key, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, errors.New("it is no JWK Set")
	}
	var keys []key
	for _, member := range set.Keys {
		k, err := parseJWK(member)
		if err != nil {
			skip(err)
			continue
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, errors.New("the JWK Set has no public key of the types RSA, P-256 and Ed25519 that signs")
	}
	return keys, nil
}

func parseJWK(text []byte) (key, error) {
	var jwk jose.JSONWebKey
	if err := jwk.UnmarshalJSON(text); err != nil {
		return key{}, errors.New("a key is of an unknown type, or malformed")
	}
	if jwk.Use != "" && jwk.Use != "sig" {
		return key{}, errors.New("a key is not for signatures")
	}
	k, err := newKey(jwk.KeyID, jwk.Key)
	if err != nil {
		return key{}, err
	}
	if jwk.Algorithm != "" && jwk.Algorithm != string(k.algorithm) {
		return key{}, errors.New("a key is for another algorithm than RS256, ES256 and EdDSA")
	}
	return k, nil
}
