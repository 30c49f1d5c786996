package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/codec"
)

// mutation is one change that waits for the writer, and for the commit that
// holds it.
type mutation struct {
	caller *auth.Principal
	// origin is the caller's context, for what it carries; the writer never works
	// under it.
	origin context.Context
	key    string
	// check marks the store's own look at the disk.
	check bool
	// rows is how much the mutation writes: one, or the rows of a bulk.
	rows int
	// use is what the caller's idempotency key is used for; nil if the mutation creates
	// nothing.
	use  *idempotencyUse
	do   func(*mutationTx) error
	done chan error
	// replayed is set before done is sent.
	replayed bool
}

// write runs do in the writer's transaction, and returns when the commit that
// holds it is on the disk. do may be run a second time, in a new transaction.
// It has finished, or will be, even if the caller's context ends first.
func (s *Store) write(ctx context.Context, do func(*mutationTx) error) error {
	return s.await(ctx, &mutation{rows: 1, do: do})
}

// await has the writer do a mutation of the context's caller.
func (s *Store) await(ctx context.Context, m *mutation) error {
	caller := auth.FromContext(ctx)
	if caller == nil {
		return auth.ErrNobody
	}
	if err := context.Cause(ctx); err != nil {
		return errors.Join(err, errTooLate)
	}
	attempt := attemptOf(ctx)
	m.caller, m.origin, m.key, m.done = caller, ctx, attempt.Key, make(chan error, 1)
	if err := s.writer.queue.enqueue(m); err != nil {
		return err
	}
	select {
	case err := <-m.done:
		attempt.Replayed = err == nil && m.replayed
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
	err := s.await(ctx, &mutation{rows: 1, use: &use, do: func(t *mutationTx) (err error) {
		value, err = do(t, in, sent)
		return err
	}})
	if err != nil {
		return *new(T), err
	}
	return value, nil
}

// run does the mutation, and records what an idempotency key is used for.
func (m *mutation) run(t *mutationTx) (err error) {
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
