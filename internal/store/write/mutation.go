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

// Mutation is one change that waits for the writer, and for the commit that
// holds it.
type Mutation struct {
	Caller *auth.Principal
	// Origin is the caller's context, for what it carries; the writer never works
	// under it.
	Origin context.Context
	// Check marks the store's own look at the disk.
	Check bool
	// Rows is how much the mutation writes: one, or the rows of a bulk.
	Rows int
	// Key is the caller's idempotency key, and Use what it is used for; nil if the
	// mutation creates nothing.
	Key string
	Use *KeyUse
	// Do may be run a second time, in a new transaction.
	Do func(*Tx) error
	// Done is sent the mutation's error, or nil, and has room for it. Enqueue makes it.
	Done chan error
	// Replayed is set before Done is sent.
	Replayed bool
}

var (
	errTooLate = &models.Error{
		Code:       models.Unavailable,
		Message:    "The request's time was over before this was begun. Nothing was stored; try again.",
		RetryAfter: 1,
	}
	errUnconfirmed = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server did not confirm the change in time, and may still store it. Repeat it with the same id to find out.",
		RetryAfter: 1,
	}
)

// Await has the writer do a mutation of the context's caller, with the context's attempt.
// It returns when the commit that holds the mutation is on the disk. The mutation has
// finished, or will be, even if the context ends first.
func (w *Writer) Await(ctx context.Context, m *Mutation) error {
	if m.Caller = auth.FromContext(ctx); m.Caller == nil {
		return auth.ErrNobody
	}
	if err := context.Cause(ctx); err != nil {
		return errors.Join(err, errTooLate)
	}
	attempt := AttemptOf(ctx)
	m.Origin, m.Key = ctx, attempt.Key
	if err := w.Enqueue(m); err != nil {
		return err
	}
	select {
	case err := <-m.Done:
		attempt.Replayed = err == nil && m.Replayed
		return err
	case <-ctx.Done():
		return errUnconfirmed
	}
}

// Do is Await for a mutation of one row that creates nothing.
func (w *Writer) Do(ctx context.Context, do func(*Tx) error) error {
	return w.Await(ctx, &Mutation{Rows: 1, Do: do})
}

// Value is Do for a mutation that has a value. The writer's goroutine
// sets it, so a caller that leaves early gets none.
func Value[T any](ctx context.Context, w *Writer, do func(*Tx) (T, error)) (T, error) {
	var value T
	err := w.Do(ctx, func(t *Tx) (err error) {
		value, err = do(t)
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return value, nil
}

// Create is Value for a mutation that creates what was sent, in an object or under a
// key.
func Create[In, Sent, T any](ctx context.Context, w *Writer, use KeyUse, in In, sent Sent, do func(*Tx, In, Sent) (T, error)) (T, error) {
	var value T
	err := w.Await(ctx, &Mutation{Rows: 1, Use: &use, Do: func(t *Tx) (err error) {
		value, err = do(t, in, sent)
		return err
	}})
	if err != nil {
		return *new(T), err
	}
	return value, nil
}

// run does the mutation, and records what an idempotency key is used for.
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

// Recovered makes an error of a panic: one mutation must not end the writer. It is
// deferred.
func Recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic in the writer: %v\n%s", p, debug.Stack())
	}
}
