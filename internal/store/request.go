package store

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// Attempt is what a client says of a mutation beside its arguments, and what it
// is to be told beside the answer.
type Attempt = write.Attempt

// Commit is what became of one group of mutations.
type Commit = write.Commit

// begin returns a context with a snapshot and an attempt, which is nil in a View. The
// caller ends the snapshot.
func (s *Store) begin(ctx context.Context, attempt *Attempt) (context.Context, func()) {
	return read.WithSnapshot(write.WithAttempt(ctx, attempt), s.source, models.NewInstant(s.now()))
}

// View calls fn with a context for the store's methods that read, on behalf of the
// context's caller. All that is read with it comes from one state of the database, that
// of the first read, and has one now. What a caller may see is in each statement.
//
// The state ends when fn returns, or with the context's deadline, so that no reader holds
// up the checkpoints. The store also ends it if the log cannot begin anew otherwise: the
// cause of the context is UNAVAILABLE then. So is a fault of the database that goes away by
// itself or by an operator's hand. View returns the error of fn. The store stores a caller
// who was not known, and does not wait for that.
func (s *Store) View(ctx context.Context, fn func(context.Context) error) error {
	s.writer.RememberCaller(ctx)
	ctx, end := s.begin(ctx, nil)
	defer end()
	return fn(ctx)
}

// Mutate calls change with a context for one mutation, on behalf of the context's caller.
// It returns ErrBusy, and does not call change, if the caller's mutation would be refused
// because too much waits for the writer. The attempt has the idempotency key, and is told
// what was repeated; nil is an attempt without a key.
//
// The methods that read may be called with the context as well. They read one state of the
// database, as in a View, that of the first read: what was written before is in it.
//
// For several mutations of one request, Mutate is called with the context of an outer
// Mutate for each of them. The outer one refuses the request as a whole; an inner one is
// never refused, and has a state and an attempt of its own. A mutation with the context of
// a View panics, as does a read outside of both.
func (s *Store) Mutate(ctx context.Context, attempt *Attempt, change func(context.Context) error) error {
	if !write.Mutates(ctx) {
		if s.writer.Full(auth.FromContext(ctx)) {
			return write.ErrBusy
		}
		s.writer.RememberCaller(ctx)
	}
	if attempt == nil {
		attempt = new(Attempt)
	}
	ctx, end := s.begin(ctx, attempt)
	defer end()
	return change(ctx)
}
