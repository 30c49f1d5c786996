package jwt

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// keyFile holds keys that were read once, at the start.
type keyFile []key

// readKeyFile reads public keys from a JWK Set or PEM. Its errors are for the operator
// and quote nothing of the file.
func readKeyFile(path string) (keyFile, error) {
	text, err := ReadFile(path)
	if err != nil {
		return nil, err
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
		if block.Type != "PUBLIC KEY" {
			return nil, fmt.Errorf("the PEM block %q is not a public key; it must begin with -----BEGIN PUBLIC KEY-----", block.Type)
		}
		public, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, errNoPublicKey
		}
		k, err := newKey("", public)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	// The decoder skips what it cannot parse. The operator expects every key in the file to
	// be accepted.
	if begun, ended := bytes.Count(text, []byte("-----BEGIN ")), bytes.Count(text, []byte("-----END ")); max(begun, ended) != len(keys) {
		return nil, errors.New("a PEM block is malformed; each begins with the line -----BEGIN PUBLIC KEY----- and ends with the line -----END PUBLIC KEY-----")
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

// fetched returns true: the file was read at the start.
func (keyFile) fetched() bool { return true }

// refetched returns nil: the file is read only once.
func (keyFile) refetched(context.Context, string, jose.SignatureAlgorithm) []key { return nil }

var errUnknownKey = invalid("no key has the key id and the algorithm of the token")
