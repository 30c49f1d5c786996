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

// Backup copies the database as it is now into a new file, and returns the size of the
// copy. A server may go on writing meanwhile. The file gets its name once the copy is
// complete, checked and synced to the disk. progress is called with the number of bytes
// that are copied and that of all.
//
// It copies pages by SQLite's backup API, in one read transaction. VACUUM INTO would write
// a smaller file, but it reads row by row, takes several times as long, and does not
// report its progress; meanwhile the server's log cannot restart, and grows. The API
// starts again when it sees that the source has changed, which it does not see within a
// transaction.
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

// failedBackup adds to an error of which backup it is.
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
		// The copy is removed; the database that it was made from is damaged.
		return sqlite3.Error{Code: sqlite3.ErrCorrupt}
	}
	return err
}
