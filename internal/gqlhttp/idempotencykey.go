package gqlhttp

import (
	"context"
	"crypto/sha256"
	"net/http"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// idempotencyHeader is the header that makes a request without ids safe to repeat.
const idempotencyHeader = "Idempotency-Key"

// checkIdempotencyKey rejects a key that is not valid.
func checkIdempotencyKey(r *http.Request) error {
	keys := r.Header.Values(idempotencyHeader)
	if len(keys) > 1 {
		return models.Invalid(idempotencyHeader, "The request has more than one idempotency key: send one.")
	}
	key := r.Header.Get(idempotencyHeader)
	if key == "" && len(keys) > 0 {
		return models.Invalid(idempotencyHeader, "The idempotency key is empty: leave the header out, or send a key.")
	}
	if utf8.RuneCountInString(key) > models.MaxIDLength {
		return models.Invalid(idempotencyHeader, "An idempotency key has at most %d characters.", models.MaxIDLength)
	}
	if !utf8.ValidString(key) {
		return models.Invalid(idempotencyHeader, "An idempotency key is text in UTF-8.")
	}
	return models.CheckCharacters(idempotencyHeader, "An idempotency key", key)
}

// newAttempt returns the attempt of a mutation's field. Each field of a document has a key
// of its own.
func newAttempt(ctx context.Context) *store.Attempt {
	key := graphql.GetOperationContext(ctx).Headers.Get(idempotencyHeader)
	if key == "" {
		return new(store.Attempt)
	}
	return &store.Attempt{Key: key + "\x00" + shortenName(fieldName(ctx))}
}

// maxKeyName is the length from which on a key has the digest of a field's name instead
// of the name. A bulk has the key in memory for each of its rows.
const maxKeyName = 256

func shortenName(name string) string {
	if len(name) < maxKeyName {
		return name
	}
	// No name has a NUL, so no name equals a digest.
	digest := sha256.Sum256([]byte(name))
	return "\x00" + string(digest[:])
}

// fieldName returns the response name of the root field.
func fieldName(ctx context.Context) string { return graphql.GetRootFieldContext(ctx).Field.Alias }
