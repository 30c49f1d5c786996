package write

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/models"
)

// Mutation is a change of the database that the writer makes, in the transaction of a commit
// group.
type Mutation struct {
	Caller *auth.Principal
	// Origin is the caller's context. It is used for its values only: its end does not stop
	// the writer.
	Origin context.Context
	// Check means that this is the store's health check, and no caller's mutation.
	Check bool
	// Rows is the number of rows of a bulk, or 1 for any other mutation.
	Rows int
	// Key is the caller's idempotency key, and Use is its use by the mutation. Use is nil if
	// the mutation creates nothing.
	Key string
	Use *KeyUse
	// Retry is used if Key is empty.
	Retry Retry
	// Do makes the change. It may run twice, the second time in a new transaction.
	Do func(*Tx) error
	// Done receives the error of the mutation, or nil, and has a buffer for it. Enqueue makes
	// the channel.
	Done chan error
	// follows means that a goroutine waits in Await, which becomes the leader if Done receives
	// errElected. The queue guards it.
	follows bool
	// Replayed has the meaning of Attempt.Replayed. It is set before Done receives nil.
	Replayed bool
}

var (
	errTooLate = &models.Error{
		Code:       models.Unavailable,
		Message:    "The request timed out before the mutation began. This change was not stored. Try again.",
		RetryAfter: 1,
	}
	errUnconfirmed = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server did not confirm the change in time. It may still be stored. To find out, repeat the mutation with the same id or idempotency key.",
		RetryAfter: 1,
	}
)

// Await queues a mutation for the context's caller, with the context's attempt, and returns
// when it is committed and synced to the disk. If the context ends first, Await returns
// UNAVAILABLE, and the mutation remains in the queue or in its commit. If the context ends while
// the calling goroutine is the leader, Await returns after the commit, with its result.
func (w *Writer) Await(ctx context.Context, m *Mutation) error {
	if m.Caller = auth.FromContext(ctx); m.Caller == nil {
		return auth.ErrNobody
	}
	if err := context.Cause(ctx); err != nil {
		return errors.Join(err, errTooLate)
	}
	attempt := AttemptOf(ctx)
	m.Origin, m.Key, m.Retry = ctx, attempt.Key, attempt.Retry
	err := w.follow(ctx, m)
	attempt.Replayed = err == nil && m.Replayed
	return err
}

// Do calls Await for a mutation of one row that creates nothing.
func (w *Writer) Do(ctx context.Context, do func(*Tx) error) error {
	return w.Await(ctx, &Mutation{Rows: 1, Do: do})
}

// Value calls Await for a mutation of one row that creates nothing and returns a value.
func Value[T any](ctx context.Context, w *Writer, do func(*Tx) (T, error)) (T, error) {
	return awaitValue(ctx, w, &Mutation{Rows: 1}, do)
}

// Create calls Await for a mutation that creates one object. The function do is called with the
// arguments in, which is the id of the parent or the activity key, and sent, which is the input.
func Create[In, Sent, T any](ctx context.Context, w *Writer, use KeyUse, in In, sent Sent, do func(*Tx, In, Sent) (T, error)) (T, error) {
	return awaitValue(ctx, w, &Mutation{Rows: 1, Use: &use}, func(t *Tx) (T, error) { return do(t, in, sent) })
}

// awaitValue calls Await for a mutation that returns a value. With an error it returns the zero
// value, because the writer may set the value later.
func awaitValue[T any](ctx context.Context, w *Writer, m *Mutation, do func(*Tx) (T, error)) (T, error) {
	var value T
	m.Do = func(t *Tx) (err error) {
		value, err = do(t)
		return err
	}
	if err := w.Await(ctx, m); err != nil {
		return *new(T), err
	}
	return value, nil
}

// run runs the mutation, and records the use of its idempotency key.
func (m *Mutation) run(t *Tx) (err error) {
	defer Recovered(&err)
	var sent codec.ContentDigest
	var repeated bool
	if m.Use != nil && m.Key != "" {
		if sent, repeated, err = t.checkKey(*m.Use); err != nil {
			return err
		}
	}
	if err := m.Do(t); err != nil {
		return err
	}
	if sent != nil && !repeated && !t.CreatedNothing {
		if err := t.Register(t.keyedID(object.IdempotencyKey), object.IdempotencyKey, 0, sent); err != nil {
			return err
		}
	}
	return t.storeNames()
}

// Recovered turns a panic into an error, so that a mutation cannot end the writer. It must be
// deferred.
func Recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic in the writer: %v\n%s", p, debug.Stack())
	}
}

// recovered calls a function, and returns an error if it panics.
func recovered(do func()) (err error) {
	defer Recovered(&err)
	do()
	return nil
}
