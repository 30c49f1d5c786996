package codec

import (
	"crypto/hkdf"
	"crypto/sha256"
)

// SecretBytes is the number of random bytes that a new database gets.
const SecretBytes = 32

// DeriveKey makes the key for one purpose out of the database's secret.
func DeriveKey(secret []byte, purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, purpose, SecretBytes)
}
