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

// maxKeyBytes bounds what is read as keys, from a file or an issuer. The
// largest sets of public issuers have some 20 KiB.
const maxKeyBytes = 1 << 20

// keyFile is keys that were read once, at the start.
type keyFile []key

// readKeyFile reads public keys: a JWK Set, or PEM. Its errors are for the
// operator, and do not quote the file.
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
		return nil, fmt.Errorf("%s has more than %d bytes: it is no file of keys", path, maxKeyBytes)
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

// parseKeySetStrictly refuses what an issuer's set may have beside our keys:
// whoever wrote the file wants every key in it to count.
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
			return nil, errors.New("it holds a private key, which signs tokens and does not belong on the server; give the public one")
		}
		public, err := x509.ParsePKIXPublicKey(block.Bytes)
		if block.Type != "PUBLIC KEY" || err != nil {
			return nil, fmt.Errorf("the PEM block %q is no public key; it should begin with -----BEGIN PUBLIC KEY-----", block.Type)
		}
		k, err := newKey("", public)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, errors.New("it holds no keys; give a JWK Set, or public keys in PEM")
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

var errUnknownKey = invalid("no key has the key id and the algorithm of the token")
