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
	epoch    Epoch
}

// longestCursor is the largest number of characters of a cursor.
const longestCursor = 128

// NewCursorSealer returns the sealer for the database with the secret, in an epoch of its log.
func NewCursorSealer(secret []byte, epoch Epoch) (*CursorSealer, error) {
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
	return &CursorSealer{aead: aead, nonceKey: nonceKey, epoch: epoch}, nil
}

// Seal returns the cursor of a position in a list. The position consists of the ticks and
// the number of a row.
func (s *CursorSealer) Seal(list string, ticks, num int64) string {
	return s.seal(list, appendPosition(nil, ticks, num))
}

// Open returns the position in a cursor that Seal created for the same list. For any other
// cursor it returns BAD_USER_INPUT for the argument.
func (s *CursorSealer) Open(argument, list, cursor string) (ticks, num int64, err error) {
	plain, ok := s.open(list, cursor)
	if !ok {
		return 0, 0, otherList(argument)
	}
	ticks, num, _ = position(plain)
	return ticks, num, nil
}

func otherList(argument string) error {
	return models.Invalid(argument, "The cursor does not belong to this list. Send an unchanged endCursor, startCursor or cursor of an edge, from the same field of the same object.")
}

func (s *CursorSealer) seal(name string, plain []byte) string {
	mac := hmac.New(sha256.New, s.nonceKey)
	mac.Write([]byte(name))
	mac.Write([]byte{0})
	mac.Write(plain)
	nonce := mac.Sum(nil)[:s.aead.NonceSize()]
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nonce, nonce, plain, []byte(name)))
}

// open returns the plain text of a cursor. It returns false if seal has not created the
// cursor with the same name.
func (s *CursorSealer) open(name, cursor string) (plain []byte, ok bool) {
	if len(cursor) > longestCursor {
		return nil, false
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(sealed) < s.aead.NonceSize() {
		return nil, false
	}
	nonce, box := sealed[:s.aead.NonceSize()], sealed[s.aead.NonceSize():]
	plain, err = s.aead.Open(nil, nonce, box, []byte(name))
	return plain, err == nil
}

func appendPosition(plain []byte, ticks, num int64) []byte {
	return binary.AppendVarint(binary.AppendVarint(plain, ticks), num)
}

// position returns the position at the start of a plain text, and the rest of the plain text.
func position(plain []byte) (ticks, num int64, rest []byte) {
	ticks, n := binary.Varint(plain)
	num, m := binary.Varint(plain[n:])
	return ticks, num, plain[n+m:]
}
