package jwt

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// maxKeyBytes is the maximum size of a key file or of a response of an issuer. The
// largest JWK Sets of public issuers have about 20 KiB.
const maxKeyBytes = 1 << 20

// keyFile holds keys that were read once, at the start.
type keyFile []key

// readKeyFile reads public keys from a JWK Set or PEM. Its errors are for the operator
// and quote nothing of the file.
func readKeyFile(path string) (keyFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(file, maxKeyBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxKeyBytes {
		return nil, fmt.Errorf("%s has more than %d bytes, so it is not a key file", path, maxKeyBytes)
	}
	parse := parsePEM
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		parse = parseKeySetStrictly
	}
	keys, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return keys, nil
}

// parseKeySetStrictly rejects a set that contains a key that cannot be used. The
// operator who wrote the file expects every key in it to be accepted.
func parseKeySetStrictly(text []byte) ([]key, error) {
	var unusable error
	keys, err := parseKeySet(text, func(err error) { unusable = err })
	if unusable != nil {
		return nil, unusable
	}
	return keys, err
}

func parsePEM(text []byte) ([]key, error) {
	var keys []key
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if strings.Contains(block.Type, "PRIVATE KEY") {
			return nil, errors.New("it contains a private key, which must not be on the server; use the public key")
		}
		public, err := x509.ParsePKIXPublicKey(block.Bytes)
		if block.Type != "PUBLIC KEY" || err != nil {
			return nil, fmt.Errorf("the PEM block %q is not a public key; it must begin with -----BEGIN PUBLIC KEY-----", block.Type)
		}
		k, err := newKey("", public)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, errors.New("it contains no keys; use a JWK Set or public keys in PEM")
	}
	return keys, nil
}

func (f keyFile) find(_ context.Context, id string, algorithm jose.SignatureAlgorithm) ([]key, error) {
	found := matching(f, id, algorithm)
	if len(found) == 0 {
		return nil, errUnknownKey
	}
	return found, nil
}

// refetched returns nil: the file is read only once.
func (keyFile) refetched(context.Context, string, jose.SignatureAlgorithm) []key { return nil }

var errUnknownKey = invalid("no key has the key id and the algorithm of the token")
