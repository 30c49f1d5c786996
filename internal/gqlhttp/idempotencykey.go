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

// idempotencyHeader makes a request without ids safe to repeat.
const idempotencyHeader = "Idempotency-Key"

// checkIdempotencyKey refuses a key that no client would have made.
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

// attemptOf returns what the store is told of a mutation's field: each field of a
// document has a key of its own.
func attemptOf(ctx context.Context) *store.Attempt {
	key := graphql.GetOperationContext(ctx).Headers.Get(idempotencyHeader)
	if key == "" {
		return new(store.Attempt)
	}
	return &store.Attempt{Key: key + "\x00" + shortened(fieldName(ctx))}
}

// longName is from which length on the name of a field stands in a key by its digest: a
// bulk has the key in memory for each of its rows.
const longName = 256

func shortened(name string) string {
	if len(name) < longName {
		return name
	}
	// No name has a NUL, so that none is taken for a digest.
	digest := sha256.Sum256([]byte(name))
	return "\x00" + string(digest[:])
}

// fieldName is the name that a root field has in the answer.
func fieldName(ctx context.Context) string { return graphql.GetRootFieldContext(ctx).Field.Alias }
