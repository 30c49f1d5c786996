package engine

import (
	"context"
	"crypto/sha256"
	"net/http"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// idempotencyHeader is the name of the header with which a client can safely retry a
// mutation whose inputs have no ids.
const idempotencyHeader = "Idempotency-Key"

// IdempotencyKey returns the idempotency key of a request, or "" if it has none. It returns
// an error if the key is invalid.
func IdempotencyKey(header http.Header) (string, error) {
	keys := header.Values(idempotencyHeader)
	if len(keys) > 1 {
		return "", models.Invalid(idempotencyHeader, "The request has more than one Idempotency-Key header. Send one.")
	}
	key := header.Get(idempotencyHeader)
	if key == "" && len(keys) > 0 {
		return "", models.Invalid(idempotencyHeader, "The Idempotency-Key header is empty. Send a key, or omit the header.")
	}
	if utf8.RuneCountInString(key) > models.MaxIDLength {
		return "", models.Invalid(idempotencyHeader, "An idempotency key has at most %d characters.", models.MaxIDLength)
	}
	if !utf8.ValidString(key) {
		return "", models.Invalid(idempotencyHeader, "The idempotency key is not valid UTF-8.")
	}
	return key, models.CheckCharacters(idempotencyHeader, "An idempotency key", key)
}

// attempt returns the attempt of one mutation field. Its key is the key of the request and
// the response name of the field, so that each field of a request has a different key.
func (m *mutation) attempt(field string) *store.Attempt {
	if m.idempotencyKey == "" {
		return &store.Attempt{Retry: m.retry}
	}
	return &store.Attempt{Key: m.idempotencyKey + "\x00" + shortenName(field)}
}

// maxKeyName limits the length in bytes of a field name in a key. A name of this length or
// longer is replaced by its digest, because a bulk mutation holds the key in memory once
// for each row.
const maxKeyName = 256

func shortenName(name string) string {
	if len(name) < maxKeyName {
		return name
	}
	// A name contains no NUL, so no name equals a digest.
	digest := sha256.Sum256([]byte(name))
	return "\x00" + string(digest[:])
}

// fieldName returns the response name of the root field.
func fieldName(ctx context.Context) string { return graphql.GetRootFieldContext(ctx).Field.Alias }
