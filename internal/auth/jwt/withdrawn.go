package jwt

import (
	"slices"

	"github.com/go-jose/go-jose/v4"
)

// maxWithdrawnKeys bounds the withdrawn keys that are kept. An
// issuer has a few at a time, and withdraws some every few months.
const maxWithdrawnKeys = 16

// withdraw adds to the withdrawn keys those that were known and are not published any
// more, the latest first. They let nobody in: they only tell whom an old token is of.
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

// A key that is no longer in the file was taken out before the start, and is not
// known.
func (keyFile) withdrawn(string, jose.SignatureAlgorithm) []key { return nil }
