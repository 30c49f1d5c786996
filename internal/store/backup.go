package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"
)

// pagesAtOnce is how many pages are copied between two looks at the context and
// at the log.
const pagesAtOnce = 1024

// leastGrowth is how far a backup of any database may make the log grow.
const leastGrowth = 1 << 30

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
	db, err := openBeside(ctx, cfg)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, closePool(db)) }()
	into, err := newBackupFile(file, cfg.Path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, into.discard()) }()
	limit, err := limitLog(cfg.Path)
	if err != nil {
		return 0, err
	}
	if err := copyDatabase(ctx, db, into.partial.Name(), limit, progress); err != nil {
		return 0, failedBackup(ctx, into, err)
	}
	if err := checkCopy(ctx, into.partial.Name()); err != nil {
		return 0, failedBackup(ctx, into, err)
	}
	if size, err = into.keep(); err != nil {
		return 0, failedBackup(ctx, into, err)
	}
	return size, nil
}

// failedBackup says of which backup an error is.
func failedBackup(ctx context.Context, into *backupFile, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("the backup was interrupted: there is no %s", into.name)
	}
	var fault sqlite3.Error
	if errors.As(err, &fault) && fault.Code == sqlite3.ErrFull {
		return fmt.Errorf("cannot write the backup %s: the disk is full", into.name)
	}
	return fmt.Errorf("cannot make the backup %s: %w", into.name, err)
}

// copyDatabase makes the file at a path, which is empty, a copy of a database.
func copyDatabase(ctx context.Context, db *gorm.DB, path string, limit *logLimit, progress func(done, of int64)) (err error) {
	source, err := db.DB()
	if err != nil {
		return err
	}
	// What is half-way there is thrown away, so it needs neither a journal nor
	// syncs; the one that counts comes with the name. Exclusive locking keeps
	// the log's index, which a copy of a WAL database asks for, off the disk.
	target, err := openPool(path, url.Values{
		"_journal_mode": {"OFF"},
		"_synchronous":  {"OFF"},
		"_locking_mode": {"EXCLUSIVE"},
	}, 1, slog.New(slog.DiscardHandler))
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

	// A transaction's state of the database is that of its first read.
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
	// A copy of a WAL database is one as well, which nobody can read without
	// writing two files beside it. A backup may lie where nothing can be written.
	var mode string
	if err := to.QueryRowContext(ctx, "PRAGMA journal_mode = DELETE").Scan(&mode); err != nil {
		return err
	}
	if mode != "delete" {
		return fmt.Errorf("the copy stays in journal mode %s", mode)
	}
	return nil
}

func copyPages(ctx context.Context, to, from *sqlite3.SQLiteConn, limit *logLimit, progress func(done, of int64)) error {
	pages, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	for done := false; !done; {
		if err = errors.Join(ctx.Err(), limit.check()); err != nil {
			break
		}
		if done, err = pages.Step(pagesAtOnce); err != nil {
			break
		}
		if progress != nil {
			all := int64(pages.PageCount())
			progress((all-int64(pages.Remaining()))*pageSize, all*pageSize)
		}
	}
	if finished := pages.Finish(); err == nil {
		err = finished
	}
	return err
}

// pageSize is SQLite's, and that of every database that it makes for us.
const pageSize = 4096

// checkCopy reads all of a copy, which nobody else has open.
func checkCopy(ctx context.Context, path string) (err error) {
	quiet := slog.New(slog.DiscardHandler)
	if err := inspect(ctx, path, quiet); err != nil {
		return err
	}
	db, err := openPool(path, url.Values{"mode": {"ro"}, "immutable": {"1"}}, 1, quiet)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closePool(db)) }()
	db = db.WithContext(ctx)
	if err := requireNewest(db); err != nil {
		return err
	}
	var said string
	if err := db.Raw("PRAGMA quick_check(1)").Scan(&said).Error; err != nil {
		return err
	}
	if said != "ok" {
		return fmt.Errorf("the database is damaged: %s", said)
	}
	return nil
}

// logLimit ends a backup before it does harm. While a transaction reads, the
// server writes to its log and cannot reuse what is in it; a backup to a slow
// disk could fill the disk that the server records on.
type logLimit struct {
	log  string
	size int64
}

// limitLog lets the log of a database grow by the size of the database.
func limitLog(path string) (*logLimit, error) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	l := &logLimit{log: path + "-wal"}
	l.size = l.now() + max(leastGrowth, info.Size())
	return l, nil
}

// now is the size of the log; one that is not there is empty.
func (l *logLimit) now() int64 {
	info, err := os.Stat(l.log)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (l *logLimit) check() error {
	if now := l.now(); now > l.size {
		return fmt.Errorf("it takes too long beside this server, whose write-ahead log has grown to %d MiB meanwhile: back up when less is written, or to a faster disk", now>>20)
	}
	return nil
}
