package codec

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"github.com/itemactivity/itemactivity/models"
)

// CursorSealer encrypts and authenticates the position of a row in a list as a cursor. A
// cursor discloses nothing, not even how many activities others have recorded, and is valid
// for one list. Equal positions have equal cursors, because the nonce is derived from the
// plain text.
type CursorSealer struct {
	aead     cipher.AEAD
	nonceKey []byte
}

// NewCursorSealer returns the sealer for the database with the secret.
func NewCursorSealer(secret []byte) (*CursorSealer, error) {
	key, err := DeriveKey(secret, "cursors")
	if err != nil {
		return nil, err
	}
	nonceKey, err := DeriveKey(secret, "cursor nonces")
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
	return &CursorSealer{aead: aead, nonceKey: nonceKey}, nil
}

// Seal returns the cursor of a position in a list. The position consists of the ticks and
// the number of a row.
func (s *CursorSealer) Seal(list string, ticks, num int64) string {
	plain := binary.AppendVarint(nil, ticks)
	plain = binary.AppendVarint(plain, num)
	mac := hmac.New(sha256.New, s.nonceKey)
	mac.Write([]byte(list))
	mac.Write([]byte{0})
	mac.Write(plain)
	nonce := mac.Sum(nil)[:s.aead.NonceSize()]
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nonce, nonce, plain, []byte(list)))
}

// Open returns the position in a cursor that Seal created for the same list. For any other
// cursor it returns BAD_USER_INPUT for the argument.
func (s *CursorSealer) Open(argument, list, cursor string) (ticks, num int64, err error) {
	rejection := models.Invalid(argument, "The cursor does not belong to this list. Send an unchanged endCursor, startCursor or cursor of an edge, from the same field of the same object.")
	const longest = 128
	if len(cursor) > longest {
		return 0, 0, rejection
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(sealed) < s.aead.NonceSize() {
		return 0, 0, rejection
	}
	nonce, box := sealed[:s.aead.NonceSize()], sealed[s.aead.NonceSize():]
	plain, err := s.aead.Open(nil, nonce, box, []byte(list))
	if err != nil {
		return 0, 0, rejection
	}
	var n int
	ticks, n = binary.Varint(plain)
	num, _ = binary.Varint(plain[n:])
	return ticks, num, nil
}
