package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/verify"
)

// Verify computes everything that is derived from the facts of a database once more, and
// compares it with what is stored. It only reads; a server may write meanwhile. If
// progress is not nil, it is called with the number of facts that were read, and about
// how many there are.
func Verify(ctx context.Context, cfg Config, progress func(done, of int64)) (found *verify.Result, err error) {
	defer func() { err = verifyFailed(ctx, cfg.Path, err) }()
	database, err := sqlite.OpenReadOnly(ctx, cfg.database())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	return verify.Run(ctx, database, progress)
}

// verifyFailed returns the error for an operator, which names the database.
func verifyFailed(ctx context.Context, said string, err error) error {
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("verify was stopped before it was done, and says nothing about %s", said)
	}
	return sqlite.ExplainFault(said, err)
}
