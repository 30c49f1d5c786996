package models

import (
	"database/sql/driver"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// MaxIDLength is the maximum number of characters of an id that a client chooses.
const MaxIDLength = 255

// maxDerivedIDLength is the maximum length of any id that is sent. A derived id consists of
// a prefix and the id of another object.
const maxDerivedIDLength = MaxIDLength + 32

// derivedPrefix is the first character of the ids that the server derives, and of no other
// id.
const derivedPrefix = "~"

// ID is the opaque id of an object. Ids are compared byte for byte, so two spellings of one
// UUID are two ids. The characters of an id are checked only when it is stored for something
// new, so that existing ids remain usable when the rule changes.
type ID string

// NewID returns a new id: a UUIDv7, which sorts after earlier ones.
func NewID() ID { return ID(uuid.Must(uuid.NewV7()).String()) }

// keyWord is the first part of ids that are derived from idempotency keys.
const keyWord = "key"

// IdempotentID returns the id that is derived from an idempotency key. It is made from the
// message authentication code of the key.
func IdempotentID(mac []byte) ID {
	return derivedID(keyWord, ID(base64.RawURLEncoding.EncodeToString(mac[:16])))
}

// IsIdempotent returns whether the id is from IdempotentID.
func (id ID) IsIdempotent() bool {
	return strings.HasPrefix(string(id), string(derivedID(keyWord, "")))
}

// ValidateNew checks the length and the beginning of an id that a client or an issuer chose.
// An empty id is valid. It returns BAD_USER_INPUT for the argument.
func (id ID) ValidateNew(argument string) error {
	switch {
	case id == "":
		return nil
	case strings.HasPrefix(string(id), derivedPrefix):
		return Invalid(argument, "This id must not begin with %q, which is reserved for ids that the server derives.", derivedPrefix)
	case utf8.RuneCountInString(string(id)) > MaxIDLength:
		return Invalid(argument, "An id must have at most %d characters.", MaxIDLength)
	}
	return nil
}

// ValidateCharacters checks the characters of an id for something new. Callers must first
// look for an object with the id: creating that object can be retried, whatever the
// characters of its id. It returns BAD_USER_INPUT for the argument.
func (id ID) ValidateCharacters(argument string) error {
	return CheckCharacters(argument, "An id", string(id))
}

// UnmarshalGQL sets the id from a GraphQL string, or to empty from null. It returns
// BAD_USER_INPUT for other types and for texts that have never been valid ids: the empty
// string, texts that are too long, and texts with control characters.
func (id *ID) UnmarshalGQL(v any) error {
	if v == nil {
		// For an optional id, null means the same as an omitted one.
		*id = ""
		return nil
	}
	s, ok := v.(string)
	if !ok {
		return Invalid("", "An id must be a string.")
	}
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		return Invalid("", "An id must not be empty.")
	case n > maxDerivedIDLength, n > MaxIDLength && !strings.HasPrefix(s, derivedPrefix):
		return Invalid("", "An id must have at most %d characters.", MaxIDLength)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, isControl):
		return Invalid("", "An id must be valid UTF-8 without control characters.")
	}
	*id = ID(s)
	return nil
}

// MarshalGQL writes the id as a GraphQL string.
func (id ID) MarshalGQL(w io.Writer) { _, _ = w.Write(id.AppendGQL(nil)) }

// AppendGQL appends what MarshalGQL writes.
func (id ID) AppendGQL(b []byte) []byte {
	for i := range len(id) {
		if c := id[i]; c < ' ' || c >= utf8.RuneSelf || strings.IndexByte(`"\<>&`, c) >= 0 {
			text, _ := json.Marshal(string(id))
			return append(b, text...)
		}
	}
	return append(append(append(b, '"'), id...), '"')
}

// Value returns the 16 bytes of a canonical lower-case UUID, and any other id as a string.
// Two different ids always have different values.
func (id ID) Value() (driver.Value, error) {
	if u, ok := id.canonicalUUID(); ok {
		return u[:], nil
	}
	return string(id), nil
}

// canonicalUUID returns the UUID of which the id is the canonical form.
func (id ID) canonicalUUID() (u uuid.UUID, ok bool) {
	if len(id) != 36 || strings.ContainsAny(string(id), "ABCDEF") {
		return u, false
	}
	u, err := uuid.Parse(string(id))
	return u, err == nil
}

// Scan sets the id from the result of Value.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ""
	case string:
		*id = ID(v)
	case []byte:
		u, err := uuid.FromBytes(v)
		if err != nil {
			return NewContentError("the bytes %x are no id", v)
		}
		*id = ID(u.String())
	default:
		return NewContentError("a %T is no id", src)
	}
	return nil
}
