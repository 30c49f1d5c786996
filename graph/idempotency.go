package graph

import (
	"context"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/models"
)

// idempotencyHeader makes a request without ids safe to repeat.
const idempotencyHeader = "Idempotency-Key"

// idempotencyKey returns the request's key together with the place of the
// present field, so that each field of a document has a key of its own; empty
// if the request has none.
func idempotencyKey(ctx context.Context) (string, error) {
	key := graphql.GetOperationContext(ctx).Headers.Get(idempotencyHeader)
	if key == "" {
		return "", nil
	}
	if utf8.RuneCountInString(key) > models.MaxIDLength {
		return "", models.Invalid(idempotencyHeader, "An idempotency key has at most %d characters.", models.MaxIDLength)
	}
	for _, r := range key {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return "", models.Invalid(idempotencyHeader, "An idempotency key consists of printable characters.")
		}
	}
	return key + "\x00" + graphql.GetPath(ctx).String(), nil
}

// replays collects the response paths of what had been recorded before.
type replays struct {
	mu    sync.Mutex
	paths []ast.Path
}

type replaysKey struct{}

func withReplays(ctx context.Context) (context.Context, *replays) {
	r := new(replays)
	return context.WithValue(ctx, replaysKey{}, r), r
}

// noteReplay says that the present field answers with what had been recorded
// before.
func noteReplay(ctx context.Context) {
	if r, ok := ctx.Value(replaysKey{}).(*replays); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.paths = append(r.paths, graphql.GetPath(ctx))
	}
}

// extend tells the client about the replays, if there were any.
func (r *replays) extend(resp *graphql.Response) {
	if len(r.paths) > 0 {
		extend(resp, "idempotency", map[string]any{"replayed": r.paths})
	}
}
