package write

import "context"

// Attempt is what a client says of a mutation beside its arguments, and what it
// is to be told beside the answer.
type Attempt struct {
	// Key stands in for the id of what is created, where the client sent none:
	// the same key of the same caller makes the same id. What was sent with it is
	// recorded, also where nothing needs an id of it. Empty is no key.
	Key string
	// Replayed says that the mutation answered with what had been created
	// before. It is set when the mutation has returned.
	Replayed bool
	// ReplayedRows are the rows of a bulk that were answered so.
	ReplayedRows []int
}

type attemptKey struct{}

// WithAttempt returns a context with an attempt; nil is a context that only reads.
func WithAttempt(ctx context.Context, attempt *Attempt) context.Context {
	return context.WithValue(ctx, attemptKey{}, attempt)
}

// Mutates says whether a context has an attempt already. It panics if the context only
// reads.
func Mutates(ctx context.Context) bool {
	attempt, ok := ctx.Value(attemptKey{}).(*Attempt)
	if ok && attempt == nil {
		panic("store: mutation in a View")
	}
	return ok
}

// AttemptOf returns the attempt of a context, or a new one. It panics if the context only
// reads.
func AttemptOf(ctx context.Context) *Attempt {
	if !Mutates(ctx) {
		return new(Attempt)
	}
	return ctx.Value(attemptKey{}).(*Attempt)
}
