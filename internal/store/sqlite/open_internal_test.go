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

	"github.com/itemactivity/itemactivity/models"
)

// testMigrations make a schema of one table, and mark the file as ours.
var testMigrations = Migrations{
	SQL: fstest.MapFS{"00001_secrets.sql": {Data: []byte(`-- +goose Up
PRAGMA application_id = 1769234797;
CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB) STRICT;
INSERT INTO secrets VALUES ('root', x'00');
`)}},
	Go: func(*gorm.DB) []*goose.Migration { return nil },
}

// testConfig is that of a database which logs nothing.
func testConfig(path string) Config {
	return Config{Path: path, Logger: slog.New(slog.DiscardHandler), Migrations: testMigrations}
}

// open opens a database over a fresh file.
func open(t testing.TB) *Database {
	t.Helper()
	return openConfig(t, testConfig(filepath.Join(t.TempDir(), "itemactivity.db")))
}

func openConfig(t testing.TB, cfg Config) *Database {
	t.Helper()
	reserved, err := Reserve(cfg)
	if err != nil {
		t.Fatal(err)
	}
	d, err := reserved.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// write runs a statement in a transaction of its own, as the writer does.
func write(t testing.TB, d *Database, statement string, args ...any) {
	t.Helper()
	if refusal, cause := d.Writable(); refusal != nil {
		t.Fatal(cause)
	}
	tx, err := d.BeginWrite()
	if err != nil {
		t.Fatal(err)
	}
	err = tx.DB.Exec(statement, args...).Error
	if err == nil {
		err = tx.Commit()
	}
	if err = errors.Join(err, tx.End()); err != nil {
		t.Fatal(err)
	}
	if refusal, cause := d.Confirm(true); refusal != nil {
		t.Fatal(cause)
	}
}

// touch makes an empty file.
func touch(path string) error { return os.WriteFile(path, nil, 0o600) }

func wantCode(t *testing.T, err error, code models.Code) *models.Error {
	t.Helper()
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.Code != code {
		t.Fatalf("the error is %v, and not %s", err, code)
	}
	return refusal
}
