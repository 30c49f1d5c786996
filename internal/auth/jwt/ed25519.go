package jwt

import (
	"crypto/ed25519"
	"errors"

	"github.com/go-jose/go-jose/v4"
)

// fullySpecifiedEd25519 is the name of RFC 9864 for what RFC 8037 calls EdDSA with an
// Ed25519 key. go-jose does not know the name.
const fullySpecifiedEd25519 = jose.SignatureAlgorithm("Ed25519")

// ed25519Verifier verifies signatures under either name of the algorithm.
type ed25519Verifier ed25519.PublicKey

var _ jose.OpaqueVerifier = ed25519Verifier(nil)

// VerifyPayload implements jose.OpaqueVerifier.
func (v ed25519Verifier) VerifyPayload(payload, signature []byte, algorithm jose.SignatureAlgorithm) error {
	if algorithm != jose.EdDSA && algorithm != fullySpecifiedEd25519 {
		return jose.ErrUnsupportedAlgorithm
	}
	if !ed25519.Verify(ed25519.PublicKey(v), payload, signature) {
		return errors.New("the signature is wrong")
	}
	return nil
}
