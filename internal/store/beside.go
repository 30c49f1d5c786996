package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"
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
// database in another way, see databaseFile.
func OpenReadOnly(ctx context.Context, cfg databaseConfig) (*ReadOnly, error) {
	path, served, err := examine(cfg)
	if err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler) // the errors say it in sentences
	if err := requireWholeLog(path); err != nil {
		return nil, err
	}
	if err := inspect(ctx, path, cfg.Migrations, quiet); err != nil {
		return nil, explainBeside(cfg.Path, path, err)
	}
	var db *gorm.DB
	if readOnlyDisk(filepath.Dir(path)) && size(path+"-wal") == 0 {
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

// examine looks at a file before SQLite opens it: what it is, whether a server has it,
// and whether the log of that server is beside this name. It returns where the name
// leads to.
func examine(cfg databaseConfig) (path string, served bool, err error) {
	err = requireRegular(cfg.Path, cfg.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, fmt.Errorf("there is no database %s", cfg.Path)
	}
	if err != nil {
		return "", false, err
	}
	if path, err = filepath.EvalSymlinks(cfg.Path); err != nil {
		return "", false, cannotOpen(cfg.Path, err)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", false, cannotOpen(cfg.Path, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if served, err = lockedElsewhere(file); err != nil {
		return "", false, fmt.Errorf("cannot see whether the database %s is in use: %w", cfg.Path, err)
	}
	info, err := file.Stat()
	if err != nil {
		return "", false, cannotOpen(cfg.Path, err)
	}
	if _, err := os.Stat(path + "-wal"); served && errors.Is(err, fs.ErrNotExist) {
		return "", false, fmt.Errorf("the database %s is in use by an itemactivity that has another name for it, or that is just starting: its write-ahead log is not beside this name; use the path that the server uses", cfg.Path)
	}
	if linksOf(info) > 1 && !cfg.HardLinks {
		return "", false, hardLinked(cfg.Path, path, info)
	}
	return path, served, requireSQLite(cfg.Path, file, info.Size())
}

// explainBeside is explain for a database that is only read.
func explainBeside(said, path string, err error) error {
	fault, ok := errors.AsType[sqlite3.Error](err)
	if ok && fault.Code != sqlite3.ErrCorrupt && readOnlyDisk(filepath.Dir(path)) && size(path+"-wal") > 0 {
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
