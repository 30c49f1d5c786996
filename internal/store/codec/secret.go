package codec

import (
	"crypto/hkdf"
	"crypto/sha256"
)

// SecretBytes is the size of a database's secret and of each key that is derived from it.
const SecretBytes = 32

// DeriveKey derives the key for a purpose from the secret of a database.
func DeriveKey(secret []byte, purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, purpose, SecretBytes)
}
