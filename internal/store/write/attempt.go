package write

import "context"

// Attempt contains what a client sends with a mutation in addition to its arguments, and
// what the response says in addition to its result.
type Attempt struct {
	// Key is the idempotency key, or empty. If the client sends no id for an object that it
	// creates, the id is derived from the key and the caller. The store also records what
	// was sent with the key.
	Key string
	// Retry is used if Key is empty.
	Retry Retry
	// Replayed means that the mutation returned an object that an earlier mutation had
	// created. It is set when the mutation returns.
	Replayed bool
	// ReplayedRows are the indexes of the rows of a bulk for which this is true.
	ReplayedRows []int
}

// Retry identifies a request that a client may repeat by itself. Nothing is stored for it
// except the id of what is created, which is derived from the key.
type Retry struct {
	// Key is the same for a request and its repetitions. Empty is no key.
	Key string
	// Repeated is true if the client says that this is a repetition. What has the derived id
	// is then the result. Without it, something new is created. It gets a random id if the
	// derived id is in use.
	Repeated bool
}

type attemptKey struct{}

// WithAttempt returns a context with an attempt. If the attempt is nil, mutations with the
// context panic.
func WithAttempt(ctx context.Context, attempt *Attempt) context.Context {
	return context.WithValue(ctx, attemptKey{}, attempt)
}

// Mutates reports whether a context has an attempt. It panics if the attempt is nil.
func Mutates(ctx context.Context) bool {
	attempt, ok := ctx.Value(attemptKey{}).(*Attempt)
	if ok && attempt == nil {
		panic("store: mutation in a View")
	}
	return ok
}

// AttemptOf returns the attempt of a context, or a new one if it has none. It panics if the
// attempt is nil.
func AttemptOf(ctx context.Context) *Attempt {
	if !Mutates(ctx) {
		return new(Attempt)
	}
	return ctx.Value(attemptKey{}).(*Attempt)
}
