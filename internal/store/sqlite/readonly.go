package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// ReadOnly is a database that is open for reading alone.
type ReadOnly struct {
	// DB is gorm's session on its connections.
	DB *gorm.DB
	// served says that a server has the database open.
	served bool
	// said is the path in the operator's words.
	said string
}

// OpenReadOnly opens a database of this version's schema for reading alone, also
// beside a server that goes on writing. It is for a process that has not opened that
// database in another way, see dbfile.File.
func OpenReadOnly(ctx context.Context, cfg Config) (*ReadOnly, error) {
	path, served, err := dbfile.Examine(cfg.Path, cfg.HardLinks)
	if err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler) // the errors say it in sentences
	if err := dbfile.RequireWholeLog(path); err != nil {
		return nil, err
	}
	if err := inspect(ctx, path, cfg.Migrations, quiet); err != nil {
		return nil, explainBeside(cfg.Path, path, err)
	}
	var db *gorm.DB
	if dbfile.ReadOnlyDisk(filepath.Dir(path)) && dbfile.Size(path+"-wal") == 0 {
		// Nobody writes there, and SQLite could not make the index of the log.
		db, err = openPool(path, url.Values{"mode": {"ro"}, "immutable": {"1"}}, 1, quiet)
	} else {
		db, err = openReadPool(path, callerConnections(), quiet)
	}
	if err != nil {
		return nil, explainBeside(cfg.Path, path, err)
	}
	if err := requireNewest(db.WithContext(ctx), cfg.Migrations); err != nil {
		return nil, errors.Join(explainBeside(cfg.Path, path, err), closePool(db))
	}
	return &ReadOnly{db, served, cfg.Path}, nil
}

// Close closes the connections.
func (r *ReadOnly) Close() error { return closePool(r.DB) }

// CheckIntegrity is SQLite's check of the whole file. What it finds is told to differ, and
// the error is then the sentence that says what to do. Beside a server it leaves out, and
// names, the tables whose check would take too long.
func (r *ReadOnly) CheckIntegrity(ctx context.Context, differ func(string, ...any)) (unchecked []string, err error) {
	return checkFile(ctx, r.DB, r.said, r.served, differ)
}

// explainBeside is explain for a database that is only read.
func explainBeside(said, path string, err error) error {
	fault, ok := errors.AsType[sqlite3.Error](err)
	if ok && fault.Code != sqlite3.ErrCorrupt && dbfile.ReadOnlyDisk(filepath.Dir(path)) && dbfile.Size(path+"-wal") > 0 {
		return fmt.Errorf("%s is on a read-only disk, with a write-ahead log that is not played into it: copy %[1]s and %[1]s-wal to a directory that can be written, and use the copy", said)
	}
	return explain(said, err)
}

// requireNewest refuses a database that was not migrated yet.
func requireNewest(db *gorm.DB, migrations Migrations) error {
	newest, err := newestVersion(db, migrations)
	if err != nil {
		return err
	}
	version, err := schemaVersion(db)
	// SQLite has no code of its own for a table that is not there.
	if fault, ok := errors.AsType[sqlite3.Error](err); ok && fault.Code == sqlite3.ErrError {
		return errors.New("the database is empty: itemactivity has made nothing in it; is it the right file?")
	}
	if err == nil && version < newest {
		err = errors.New("the database has an older schema: use the itemactivity that served it, or run itemactivity migrate first")
	}
	return err
}
