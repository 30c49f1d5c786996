package jwt

import (
	"errors"
	"slices"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

// parseKeySet reads a JWK Set (RFC 7517). A set may contain keys for other uses and of
// other types. Each key that cannot be used is reported to skip and left out.
func parseKeySet(text []byte, skip func(error)) ([]key, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, errors.New("it is not a JWK Set")
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
		return nil, errors.New("the JWK Set has no public signing key of the type RSA, P-256 or Ed25519")
	}
	return keys, nil
}

func parseJWK(text []byte) (key, error) {
	var jwk jose.JSONWebKey
	if err := jwk.UnmarshalJSON(text); err != nil {
		return key{}, errors.New("a key is malformed or of an unknown type")
	}
	// go-jose does not read key_ops.
	var operations struct {
		List []string `json:"key_ops"`
	}
	if err := json.Unmarshal(text, &operations); err != nil {
		return key{}, errors.New("a key is malformed or of an unknown type")
	}
	if jwk.Use != "" && jwk.Use != "sig" || len(operations.List) > 0 && !slices.Contains(operations.List, "verify") {
		return key{}, errors.New("a key is not for signatures")
	}
	k, err := newKey(jwk.KeyID, jwk.Key)
	if err != nil {
		return key{}, err
	}
	if jwk.Algorithm != "" && !slices.Contains(k.algorithms, jose.SignatureAlgorithm(jwk.Algorithm)) {
		return key{}, errors.New("a key is for another algorithm than RS256, ES256, EdDSA or Ed25519")
	}
	return k, nil
}
