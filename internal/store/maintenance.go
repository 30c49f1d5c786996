package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/verify"
)

// Migrate migrates the database to the newest schema version, and returns the versions before and
// after. It creates the database if it does not exist.
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

// Backup copies the current state of the database into a new file, and returns the size of the copy.
// A server may write to the database meanwhile. The file gets its name when the copy is complete,
// verified and synced to the disk. The function progress is called with the number of bytes that
// were copied and the total number.
func Backup(ctx context.Context, cfg Config, file string, progress func(done, of int64)) (size int64, err error) {
	return sqlite.Backup(ctx, cfg.database(), file, progress)
}

// Verify computes the data that is derived from the facts of a database again, and compares it with
// the stored data. It only reads, and a server may write to the database meanwhile. If progress is
// not nil, it is called with the number of facts that were read and the estimated total number.
func Verify(ctx context.Context, cfg Config, progress func(done, of int64)) (found *verify.Result, err error) {
	defer func() { err = verifyFailed(ctx, cfg.Path, err) }()
	database, err := sqlite.OpenReadOnly(ctx, cfg.database())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	return verify.Run(ctx, database, progress)
}

// verifyFailed returns the error for an operator. It contains the path as the operator wrote it.
func verifyFailed(ctx context.Context, path string, err error) error {
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("verify was interrupted, and has no result for %s", path)
	}
	return sqlite.ExplainFault(path, err)
}
