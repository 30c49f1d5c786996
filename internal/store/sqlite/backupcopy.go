package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// pagesAtOnce is the number of pages that are copied before the context and the size of the
// log are checked again.
const pagesAtOnce = 1024

// unsyncedCopy returns the options for a connection to a copy that has no name yet. An
// incomplete copy is removed. The copy therefore needs no journal in a file, and only one
// sync, before it gets its name. With exclusive locking SQLite creates no -shm file for the
// copy, which is in WAL mode at first.
func unsyncedCopy(journal string) url.Values {
	return url.Values{"_journal_mode": {journal}, "_synchronous": {"OFF"}, "_locking_mode": {"EXCLUSIVE"}}
}

// copyDatabase copies a database into the file at a path, which is empty.
func copyDatabase(ctx context.Context, db *gorm.DB, path string, limit *dbfile.LogGrowth, progress func(done, of int64)) (err error) {
	source, err := db.DB()
	if err != nil {
		return err
	}
	target, err := openPool(path, unsyncedCopy("OFF"), 1, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closePool(target)) }()
	pool, err := target.DB()
	if err != nil {
		return err
	}

	from, err := source.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()

	// A transaction gets its snapshot at its first read.
	snapshot, err := from.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = snapshot.Rollback() }() // there is nothing to lose
	if err := snapshot.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(new(int64)); err != nil {
		return err
	}
	err = to.Raw(func(to any) error {
		return from.Raw(func(from any) error {
			return copyPages(ctx, to.(*sqlite3.SQLiteConn), from.(*sqlite3.SQLiteConn), limit, progress)
		})
	})
	if err != nil {
		return err
	}
	// The copy of a database in WAL mode is in WAL mode too. SQLite creates two more files
	// to read it, but a backup may be on a read-only disk.
	var mode string
	if err := to.QueryRowContext(ctx, "PRAGMA journal_mode = DELETE").Scan(&mode); err != nil {
		return err
	}
	if mode != "delete" {
		return fmt.Errorf("the journal mode of the copy is still %s", mode)
	}
	return nil
}

func copyPages(ctx context.Context, to, from *sqlite3.SQLiteConn, limit *dbfile.LogGrowth, progress func(done, of int64)) error {
	pages, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	for done := false; !done; {
		if err = errors.Join(ctx.Err(), limit.Check()); err != nil {
			break
		}
		if done, err = pages.Step(pagesAtOnce); err != nil {
			break
		}
		if progress != nil {
			all := int64(pages.PageCount())
			progress((all-int64(pages.Remaining()))*dbfile.PageSize, all*dbfile.PageSize)
		}
	}
	if finished := pages.Finish(); err == nil {
		err = finished
	}
	return err
}
