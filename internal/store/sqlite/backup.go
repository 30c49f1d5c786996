package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// Backup copies the database as it is now into a new file, beside a server that
// may go on writing, and returns the size of the copy. The file has its name once
// the copy is whole, checked and on the disk; progress is told how many bytes of
// how many are copied.
//
// It copies pages by SQLite's backup API, in one read transaction. VACUUM INTO
// would write the same content in a smaller file, but it reads row by row and
// takes several times as long, during which the server's log cannot be reused and
// grows; nor can it say how far it is. A copy of the pages is exact: secrets,
// application_id and all. The API begins anew when it sees the source change,
// which it cannot within a transaction.
func Backup(ctx context.Context, cfg Config, file string, progress func(done, of int64)) (size int64, err error) {
	defer func() {
		if err != nil && ctx.Err() != nil {
			err = fmt.Errorf("the backup was stopped before it was done: there is no %s", file)
		}
	}()
	from, err := OpenReadOnly(ctx, cfg)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	into, err := newBackupFile(file, cfg.Path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, into.discard()) }()
	limit, err := dbfile.LimitGrowth(cfg.Path)
	if err != nil {
		return 0, err
	}
	err = copyDatabase(ctx, from.DB, into.partial.Name(), limit, progress)
	if err == nil {
		err = checkCopy(ctx, into.partial.Name(), cfg.Migrations)
	}
	if err == nil {
		size, err = into.keep()
	}
	return size, failedBackup(cfg.Path, into, err)
}

// failedBackup says of which backup an error is.
func failedBackup(database string, into *backupFile, err error) error {
	switch {
	case err == nil:
		return nil
	case isDamage(err):
		return fmt.Errorf("there is no backup %s: %w", into.name, damaged(database, errors.New("see itemactivity verify")))
	}
	if fault, ok := errors.AsType[sqlite3.Error](err); ok && fault.Code == sqlite3.ErrFull {
		return fmt.Errorf("cannot write the backup %s: the disk is full", into.name)
	}
	return fmt.Errorf("cannot make the backup %s: %w", into.name, err)
}

// checkCopy reads all of a copy, which nobody else has open.
func checkCopy(ctx context.Context, path string, migrations Migrations) (err error) {
	quiet := slog.New(slog.DiscardHandler)
	if err := inspect(ctx, path, migrations, quiet); err != nil {
		return err
	}
	db, err := openPool(path, url.Values{"mode": {"ro"}, "immutable": {"1"}}, 1, quiet)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closePool(db)) }()
	db = db.WithContext(ctx)
	if err := requireNewest(db, migrations); err != nil {
		return err
	}
	var found []string
	_, err = checkFile(ctx, db, path, false, func(format string, args ...any) {
		found = append(found, fmt.Sprintf(format, args...))
	})
	if len(found) > 0 {
		// The copy is thrown away; what is damaged is what it was made of.
		return sqlite3.Error{Code: sqlite3.ErrCorrupt}
	}
	return err
}
