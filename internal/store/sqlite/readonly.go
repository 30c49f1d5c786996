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

// ReadOnly is a database that is open only for reading.
type ReadOnly struct {
	// DB is gorm's session on its connections.
	DB *gorm.DB
	// served says that a server has the database open and may write to it.
	served bool
	// name is the path as the operator specified it.
	name string
}

// OpenReadOnly opens a database only for reading. A server may have it open and write to
// it. This process must not have a Database of the same file, see dbfile.File. OpenReadOnly
// returns an error if the schema is not of this version. Its errors are written for an
// operator.
func OpenReadOnly(ctx context.Context, cfg Config) (*ReadOnly, error) {
	path, served, err := dbfile.Examine(cfg.Path, cfg.HardLinks)
	if err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler) // the returned errors are sufficient
	if err := dbfile.RequireIntactLog(path); err != nil {
		return nil, err
	}
	if err := inspect(ctx, path, cfg.Migrations, quiet); err != nil {
		return nil, explainReadOnly(cfg.Path, path, err)
	}
	var db *gorm.DB
	if dbfile.ReadOnlyDisk(filepath.Dir(path)) && dbfile.Size(path+"-wal") == 0 {
		// Nobody writes there, and SQLite could not create the index of the log.
		db, err = openPool(path, url.Values{"mode": {"ro"}, "immutable": {"1"}}, 1, quiet)
	} else {
		db, err = openReadPool(path, callerConnections(), quiet)
	}
	if err != nil {
		return nil, explainReadOnly(cfg.Path, path, err)
	}
	if err := requireNewest(db.WithContext(ctx), cfg.Migrations); err != nil {
		return nil, errors.Join(explainReadOnly(cfg.Path, path, err), closePool(db))
	}
	return &ReadOnly{db, served, cfg.Path}, nil
}

// Close closes the connections.
func (r *ReadOnly) Close() error { return closePool(r.DB) }

// CheckIntegrity makes SQLite check the whole file. It calls differ for each difference,
// and returns an error that contains the next steps. If a server has the database open, the
// check of a table is aborted when the server's log grows too much. unchecked contains
// these tables.
func (r *ReadOnly) CheckIntegrity(ctx context.Context, differ func(string, ...any)) (unchecked []string, err error) {
	return checkFile(ctx, r.DB, r.name, r.served, differ)
}

// explainReadOnly is explain for a database that is open only for reading.
func explainReadOnly(name, path string, err error) error {
	fault, ok := errors.AsType[sqlite3.Error](err)
	if ok && fault.Code != sqlite3.ErrCorrupt && dbfile.ReadOnlyDisk(filepath.Dir(path)) && dbfile.Size(path+"-wal") > 0 {
		return fmt.Errorf("%s is on a read-only disk and has a write-ahead log that SQLite cannot read there: copy %[1]s and %[1]s-wal to a writable directory, and use the copy", name)
	}
	return explain(name, err)
}

// requireNewest returns an error for a database that is not migrated to the newest version.
func requireNewest(db *gorm.DB, migrations Migrations) error {
	newest, err := newestVersion(db, migrations)
	if err != nil {
		return err
	}
	version, err := schemaVersion(db)
	// SQLite has no specific code for a missing table.
	if fault, ok := errors.AsType[sqlite3.Error](err); ok && fault.Code == sqlite3.ErrError {
		return errors.New("the database is empty: check whether this is the right file")
	}
	if err == nil && version < newest {
		err = errors.New("the database has an older schema: use the version of itemactivity that last served it, or run itemactivity migrate first")
	}
	return err
}
