package jwt

import (
	"slices"

	"github.com/go-jose/go-jose/v4"
)

// maxWithdrawnKeys is the number of withdrawn keys that are kept. An issuer has a few keys
// at a time and withdraws some every few months.
const maxWithdrawnKeys = 16

// withdraw adds the known keys that are no longer published to the withdrawn keys, the
// latest first. Tokens of withdrawn keys are rejected. The keys are kept only to find out
// for whom such a token was signed.
func withdraw(withdrawn, known, published []key) []key {
	in := func(keys []key, k key) bool { return slices.ContainsFunc(keys, k.is) }
	var list []key
	for _, k := range slices.Concat(known, withdrawn) {
		if !in(published, k) && !in(list, k) && len(list) < maxWithdrawnKeys {
			list = append(list, k)
		}
	}
	return list
}

func (s *issuer) withdrawn(id string, algorithm jose.SignatureAlgorithm) []key {
	s.mu.Lock()
	defer s.mu.Unlock()
	return matching(s.past, id, algorithm)
}

// withdrawn returns nil, because a key that is no longer in the file was removed before the
// start.
func (keyFile) withdrawn(string, jose.SignatureAlgorithm) []key { return nil }
