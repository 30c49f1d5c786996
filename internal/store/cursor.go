package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"github.com/itemactivity/itemactivity/models"
)

// place is where a row stands in its list: lists of facts are ordered by time,
// and by number where the times are equal; lists of nouns by number alone.
type place struct {
	ticks int64
	num   int64
}

// sealer makes cursors that say nothing, not even how much others have
// recorded, and that are good for one list only. Equal places have equal
// cursors: the nonce is made from what is sealed.
type sealer struct {
	aead     cipher.AEAD
	nonceKey []byte
}

func newSealer(secret []byte) (*sealer, error) {
	key, err := derive(secret, "cursors")
	if err != nil {
		return nil, err
	}
	nonceKey, err := derive(secret, "cursor nonces")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &sealer{aead: aead, nonceKey: nonceKey}, nil
}

func (s *sealer) seal(list string, p place) string {
	plain := binary.AppendVarint(nil, p.ticks)
	plain = binary.AppendVarint(plain, p.num)
	mac := hmac.New(sha256.New, s.nonceKey)
	mac.Write([]byte(list))
	mac.Write([]byte{0})
	mac.Write(plain)
	nonce := mac.Sum(nil)[:s.aead.NonceSize()]
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nonce, nonce, plain, []byte(list)))
}

// open returns the place of a cursor that seal made for the same list.
func (s *sealer) open(argument, list, cursor string) (place, error) {
	refusal := models.Invalid(argument, "This is no cursor of this list. Send endCursor, startCursor or an edge's cursor as it was answered, for the same field of the same object.")
	const longest = 128
	if len(cursor) > longest {
		return place{}, refusal
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(sealed) < s.aead.NonceSize() {
		return place{}, refusal
	}
	nonce, box := sealed[:s.aead.NonceSize()], sealed[s.aead.NonceSize():]
	plain, err := s.aead.Open(nil, nonce, box, []byte(list))
	if err != nil {
		return place{}, refusal
	}
	var p place
	var n int
	p.ticks, n = binary.Varint(plain)
	p.num, _ = binary.Varint(plain[n:])
	return p, nil
}
