package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// ErrBusy refuses a mutation when too many wait already.
var ErrBusy = write.ErrBusy

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

// Commit is what became of one group of mutations.
type Commit = write.Commit

// mutation is one change that the writer is to make.
type mutation struct {
	// key is the caller's idempotency key.
	key string
	// rows is how much the mutation writes: one, or the rows of a bulk.
	rows int
	// use is what the caller's idempotency key is used for; nil if the mutation creates
	// nothing.
	use *idempotencyUse
	do  func(*mutationTx) error
}

// queue lets a mutation wait for the writer. It returns what the caller waits for, or the
// error of Enqueue.
func (s *Store) queue(origin context.Context, caller *auth.Principal, m mutation) (*write.Mutation, error) {
	queued := s.newMutation(origin, caller, m)
	return queued, s.writer.Enqueue(queued)
}

// newMutation returns a mutation as the writer does it.
func (s *Store) newMutation(origin context.Context, caller *auth.Principal, m mutation) *write.Mutation {
	return &write.Mutation{
		Caller: caller, Origin: origin, Rows: m.rows, Done: make(chan error, 1),
		Do: func(tx *write.Tx) error { return m.run(s.mutationTx(tx, m.key)) },
	}
}

// write runs do in the writer's transaction, and returns when the commit that
// holds it is on the disk. do may be run a second time, in a new transaction.
// It has finished, or will be, even if the caller's context ends first.
func (s *Store) write(ctx context.Context, do func(*mutationTx) error) error {
	return s.await(ctx, mutation{rows: 1, do: do})
}

// await has the writer do a mutation of the context's caller.
func (s *Store) await(ctx context.Context, m mutation) error {
	caller := auth.FromContext(ctx)
	if caller == nil {
		return auth.ErrNobody
	}
	if err := context.Cause(ctx); err != nil {
		return errors.Join(err, errTooLate)
	}
	attempt := attemptOf(ctx)
	m.key = attempt.Key
	queued, err := s.queue(ctx, caller, m)
	if err != nil {
		return err
	}
	select {
	case err := <-queued.Done:
		attempt.Replayed = err == nil && queued.Replayed
		return err
	case <-ctx.Done():
		return errUnconfirmed
	}
}

// writeValue is write for a mutation that has a value. The writer's goroutine
// sets it, so a caller that leaves early gets none.
func writeValue[T any](ctx context.Context, s *Store, do func(*mutationTx) (T, error)) (T, error) {
	var value T
	err := s.write(ctx, func(t *mutationTx) (err error) {
		value, err = do(t)
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return value, nil
}

// create is writeValue for a mutation that creates what was sent, in an object or under a
// key.
func create[In, Sent, T any](ctx context.Context, s *Store, use idempotencyUse, in In, sent Sent, do func(*mutationTx, In, Sent) (T, error)) (T, error) {
	var value T
	err := s.await(ctx, mutation{rows: 1, use: &use, do: func(t *mutationTx) (err error) {
		value, err = do(t, in, sent)
		return err
	}})
	if err != nil {
		return *new(T), err
	}
	return value, nil
}

// run does the mutation, and records what an idempotency key is used for.
func (m mutation) run(t *mutationTx) (err error) {
	defer recovered(&err)
	var sent codec.ContentDigest
	var repeated bool
	if m.use != nil && m.key != "" {
		if sent, repeated, err = t.checkKey(*m.use); err != nil {
			return err
		}
	}
	if err := m.do(t); err != nil {
		return err
	}
	if sent != nil && !repeated && !t.createdNothing {
		if err := t.register(t.keyedID(idempotencyKeyKind), idempotencyKeyKind, 0, sent); err != nil {
			return err
		}
	}
	return t.storeNames()
}

// recovered makes an error of a panic: one mutation must not end the writer. It is
// deferred.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic in the writer: %v\n%s", p, debug.Stack())
	}
}
