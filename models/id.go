package models

import (
	"database/sql/driver"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// MaxIDLength is the number of characters that an id of a client's own may
// have.
const MaxIDLength = 255

// maxDerivedIDLength bounds every id that is sent: a derived id holds the id of
// its item, and a prefix of its own.
const maxDerivedIDLength = MaxIDLength + 32

// derivedPrefix begins every id that the server derives, and no other.
const derivedPrefix = "~"

// ID is the opaque id of an object: a text, compared byte for byte. Two spellings of
// one UUID are two ids. Its characters are checked where it is given to something
// new and nowhere else, so that an id that somebody has stays usable when the rule
// changes.
type ID string

// NewID makes an id that sorts after those made before: a UUIDv7.
func NewID() ID { return ID(uuid.Must(uuid.NewV7()).String()) }

// keyWord begins the derived ids that idempotency keys stand for.
const keyWord = "key"

// IdempotentID returns the derived id of what was sent under an idempotency key,
// given the key's authentication code.
func IdempotentID(mac []byte) ID {
	return derivedID(keyWord, ID(base64.RawURLEncoding.EncodeToString(mac[:16])))
}

// IsIdempotent says whether IdempotentID made the id.
func (id ID) IsIdempotent() bool {
	return strings.HasPrefix(string(id), string(derivedID(keyWord, "")))
}

// ValidateNew says whether an id that was sent can be a client's or an issuer's own,
// by its length and by how it begins.
func (id ID) ValidateNew(argument string) error {
	switch {
	case id == "":
		return nil
	case strings.HasPrefix(string(id), derivedPrefix):
		return Invalid(argument, "An id of your own must not begin with %q: such ids are derived by the server.", derivedPrefix)
	case utf8.RuneCountInString(string(id)) > MaxIDLength:
		return Invalid(argument, "An id of your own has at most %d characters.", MaxIDLength)
	}
	return nil
}

// ValidateCharacters says whether a client may give the id to something new, by its
// characters. It is asked once nothing is found under the id: what was created
// under it before is repeated whatever its characters are.
func (id ID) ValidateCharacters(argument string) error {
	return CheckCharacters(argument, "An id", string(id))
}

// UnmarshalGQL reads an id from a GraphQL string. It refuses numbers and what has
// never been an id: the empty string, too long ones, and control characters.
func (id *ID) UnmarshalGQL(v any) error {
	if v == nil {
		// An optional id that is sent as null is one that was left out.
		*id = ""
		return nil
	}
	s, ok := v.(string)
	if !ok {
		return Invalid("", "An id is a string.")
	}
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		return Invalid("", "An id must not be empty.")
	case n > maxDerivedIDLength, n > MaxIDLength && !strings.HasPrefix(s, derivedPrefix):
		return Invalid("", "An id has at most %d characters.", MaxIDLength)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, isControl):
		return Invalid("", "An id is text without control characters.")
	}
	*id = ID(s)
	return nil
}

// MarshalGQL writes the id as a GraphQL string.
func (id ID) MarshalGQL(w io.Writer) {
	b, _ := json.Marshal(string(id))
	_, _ = w.Write(b)
}

// Value stores a canonical lower-case UUID as its 16 bytes, and any other id as
// text, so that two ids are never stored alike.
func (id ID) Value() (driver.Value, error) {
	if u, err := uuid.Parse(string(id)); err == nil && u.String() == string(id) {
		return u[:], nil
	}
	return string(id), nil
}

// Scan reads what Value stored.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ""
	case string:
		*id = ID(v)
	case []byte:
		u, err := uuid.FromBytes(v)
		if err != nil {
			return fmt.Errorf("stored id: %w", err)
		}
		*id = ID(u.String())
	default:
		return fmt.Errorf("stored id is a %T", src)
	}
	return nil
}
