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

// Backup copies the database into a new file, and returns the size of the copy. A server
// may write at the same time. The copy contains the database as it is when Backup starts.
// The file gets its name after the copy is complete, marked as a backup, checked and synced
// to the disk.
// progress is called with the number of bytes copied and the total.
//
// It copies pages with SQLite's backup API, in one read transaction. VACUUM INTO would
// write a smaller file. But it reads row by row, takes several times as long, and does not
// report its progress. Meanwhile the server's log cannot restart, and grows. The API
// restarts the copy when it sees that the source has changed. Within a transaction it sees
// no change.
func Backup(ctx context.Context, cfg Config, file string, progress func(done, of int64)) (size int64, err error) {
	defer func() {
		if err != nil && ctx.Err() != nil {
			err = fmt.Errorf("the backup was interrupted, and %s was not written", file)
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
		err = markCopy(ctx, into.partial.Name(), cfg)
	}
	if err == nil {
		err = checkCopy(ctx, into.partial.Name(), cfg.Migrations)
	}
	if err == nil {
		size, err = into.keep()
	}
	return size, failedBackup(cfg.Path, into, err)
}

// failedBackup adds the name of the backup to an error.
func failedBackup(database string, into *backupFile, err error) error {
	switch {
	case err == nil:
		return nil
	case isDamage(err):
		return fmt.Errorf("the backup %s was not written: %w", into.name, damaged(database, errors.New("see itemactivity verify")))
	}
	if fault, ok := errors.AsType[sqlite3.Error](err); ok && fault.Code == sqlite3.ErrFull {
		return fmt.Errorf("cannot write the backup %s: the disk is full", into.name)
	}
	return fmt.Errorf("cannot write the backup %s: %w", into.name, err)
}

// markCopy marks a copy that no other process has open. The file is not synced.
func markCopy(ctx context.Context, path string, cfg Config) (err error) {
	if cfg.MarkBackup == nil {
		return nil
	}
	db, err := openPool(path, unsyncedCopy("MEMORY"), 1, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closePool(db)) }()
	return cfg.MarkBackup(db.WithContext(ctx))
}

// checkCopy reads all of a copy that no other process has open.
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
		// The copy is removed. The database from which it was made is damaged.
		return sqlite3.Error{Code: sqlite3.ErrCorrupt}
	}
	return err
}
