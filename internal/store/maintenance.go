package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/verify"
)

// Migrate brings the database to the newest schema, creating it if need be, and
// returns the versions before and after.
func Migrate(ctx context.Context, cfg Config) (from, to int64, err error) {
	r, err := Reserve(cfg)
	if err != nil {
		return 0, 0, err
	}
	database, err := r.openDatabase(ctx)
	if err != nil {
		return 0, 0, err
	}
	from, to = database.Versions()
	return from, to, database.Close()
}

// Backup copies the database as it is now into a new file, beside a server that
// may go on writing, and returns the size of the copy. The file has its name once
// the copy is whole, checked and on the disk; progress is told how many bytes of
// how many are copied.
func Backup(ctx context.Context, cfg Config, file string, progress func(done, of int64)) (size int64, err error) {
	return sqlite.Backup(ctx, cfg.database(), file, progress)
}

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
