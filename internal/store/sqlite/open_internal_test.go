package sqlite

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
)

// testMigrations create a schema of one table, and set the application id.
var testMigrations = Migrations{
	SQL: fstest.MapFS{"0001_secrets.sql": {Data: []byte(`-- +goose Up
PRAGMA application_id = 1769234797;
CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB) STRICT;
INSERT INTO secrets VALUES ('root', x'00');
`)}},
	Go: func(*gorm.DB) []*goose.Migration { return nil },
}

// testConfig returns the configuration of a database without a log.
func testConfig(path string) Config {
	return Config{Path: path, Logger: slog.New(slog.DiscardHandler), Migrations: testMigrations}
}

// open opens a new database.
func open(tb testing.TB) *Database {
	tb.Helper()
	return openConfig(tb, testConfig(filepath.Join(tb.TempDir(), "itemactivity.db")))
}

func openConfig(tb testing.TB, cfg Config) *Database {
	tb.Helper()
	reserved, err := Reserve(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	d, err := reserved.Open(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { d.Close() })
	if err := d.Start(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return d
}

// write runs a statement in its own transaction, as the writer does.
func write(tb testing.TB, d *Database, statement string, args ...any) {
	tb.Helper()
	if rejection, cause := d.Writable(); rejection != nil {
		tb.Fatal(cause)
	}
	tx, err := d.BeginWrite()
	if err != nil {
		tb.Fatal(err)
	}
	err = tx.DB.Exec(statement, args...).Error
	if err == nil {
		err = tx.Commit()
	}
	if err = errors.Join(err, tx.End()); err != nil {
		tb.Fatal(err)
	}
	if rejection, cause := d.Confirm(true); rejection != nil {
		tb.Fatal(cause)
	}
}

// touch creates an empty file.
func touch(path string) error { return os.WriteFile(path, nil, 0o600) }
