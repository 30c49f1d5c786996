package store

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/read"
)

// readTx is a read transaction of a store.
type readTx struct {
	read.Tx
	store *Store
}

// read returns the read transaction of the context's request.
func (s *Store) read(ctx context.Context) (readTx, error) {
	if ctx.Err() != nil {
		return readTx{}, context.Cause(ctx)
	}
	caller := auth.FromContext(ctx)
	if caller == nil {
		return readTx{}, auth.ErrNobody
	}
	r := requestOf(ctx)
	if r == nil {
		panic("store: read outside of View and Mutate")
	}
	db, err := r.snapshot.Begin(s.database, caller)
	if err != nil {
		return readTx{}, err
	}
	return readTx{store: s, Tx: read.Tx{
		DB: db.WithContext(ctx), Caller: caller, Now: r.snapshot.Now, Cursors: s.cursors,
		EveryGroup: caller.ReadsEveryGroup(), Batches: r.snapshot.Batches,
	}}, nil
}
