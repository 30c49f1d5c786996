package store

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// Attempt contains what a client sends with a mutation in addition to its arguments, and what the
// response says in addition to its result.
type Attempt = write.Attempt

// Retry identifies a request that a client may repeat by itself.
type Retry = write.Retry

// Commit describes the commit of a group of mutations.
type Commit = write.Commit

// ProjectionStep describes a step that updated a table that is derived from the log of item activities.
type ProjectionStep = projection.Step

// begin returns a context with a snapshot and an attempt, which is nil in a View. The caller must
// call the returned function, which ends the snapshot.
func (s *Store) begin(ctx context.Context, attempt *Attempt) (context.Context, func()) {
	return read.WithSnapshot(write.WithAttempt(ctx, attempt), s.source, models.NewInstant(s.now()))
}

// View calls fn with a context for the store's methods that read, for the context's caller. All reads
// with this context see one state of the database, which is that at the first read, and one value of
// now.
//
// The read transaction ends when fn returns or when the context ends, so that it does not delay
// checkpoints for long. The store also ends it if the write-ahead log cannot restart otherwise. The
// cause of the context is then UNAVAILABLE. Faults of the database that are temporary or that an
// operator can repair are UNAVAILABLE too. View returns the error of fn. It stores the caller if the
// caller is not stored, and does not wait for this.
func (s *Store) View(ctx context.Context, fn func(context.Context) error) error {
	s.writer.RememberCaller(ctx)
	ctx, end := s.begin(ctx, nil)
	defer end()
	return fn(ctx)
}

// Mutate calls change with a context for one mutation, for the context's caller. If the queue of the
// writer is full for this caller, it returns write.ErrBusy and does not call change. The attempt
// contains the idempotency key. When the mutation returns, the attempt also contains what was
// repeated. A nil attempt is one without a key.
//
// The methods that read may be called with the same context. As in a View they see one state of the
// database, which is that at the first read. It contains what was committed before.
//
// For a request with several mutations, call Mutate once for all of them, and again for each of them
// with the context of the outer call. The outer call rejects the whole request if the queue has no
// room for one row. No room is reserved: the mutation of an inner call can be rejected when the queue
// has filled, and the mutations of the request before it remain stored. Each inner call has its own
// read transaction and attempt. A mutation with the context of a View panics, and so does a read with
// the context of neither.
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
