package sqlite

import (
	"context"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
)

// TestMigrationsAreNumbered opens databases with wrong migrations. The error must be one
// sentence that names the file to change. No new database file must remain, and an existing
// database must not change.
func TestMigrationsAreNumbered(t *testing.T) {
	for _, test := range []struct{ file, content, want string }{
		{"0003_note.sql", "-- +goose Up\n", ""},
		{"0002_note.sql", "-- +goose Up\n", "migrations: 0002_backfill.go and 0002_note.sql have the same number: rename the newer one, with the number 0003"},
		{"0001_note.sql", "-- +goose Up\n", "migrations: 0001_note.sql and 0001_secrets.sql have the same number: rename the newer one, with the number 0003"},
		{"0004_note.sql", "-- +goose Up\n", "migrations: there is no migration 0003: rename 0004_note.sql, with this number"},
		{"note.sql", "-- +goose Up\n", `migrations: rename note.sql to 0003_NAME.sql or 0003_NAME.go, where NAME consists of lower-case letters, digits and "_"`},
		{"3_note.sql", "-- +goose Up\n", `migrations: rename 3_note.sql to 0003_NAME.sql or 0003_NAME.go, where NAME consists of lower-case letters, digits and "_"`},
		{"0003-note.sql", "-- +goose Up\n", `migrations: rename 0003-note.sql to 0003_NAME.sql or 0003_NAME.go, where NAME consists of lower-case letters, digits and "_"`},
		{"0000_note.sql", "-- +goose Up\n", `migrations: rename 0000_note.sql to 0003_NAME.sql or 0003_NAME.go, where NAME consists of lower-case letters, digits and "_"`},
		{"0003_note.sql", "ALTER TABLE secrets ADD COLUMN note TEXT;\n", `migrations: the first line of 0003_note.sql is not "-- +goose Up"`},
		{"0003_note.sql", "", `migrations: the first line of 0003_note.sql is not "-- +goose Up"`},
	} {
		t.Run(test.file, func(t *testing.T) {
			served := filepath.Join(t.TempDir(), "served.db")
			backfill := func(context.Context, *sql.Tx) error { return nil }
			m := Migrations{SQL: testMigrations.SQL, Go: func(*gorm.DB) []*goose.Migration {
				g := goose.NewGoMigration(2, &goose.GoFunc{RunTx: backfill}, nil)
				g.Source = "0002_backfill.go"
				return []*goose.Migration{g}
			}}
			if err := openOnce(t, served, m); err != nil {
				t.Fatal(err)
			}
			before, err := os.ReadFile(served)
			if err != nil {
				t.Fatal(err)
			}
			secrets, err := fs.ReadFile(m.SQL, "0001_secrets.sql")
			if err != nil {
				t.Fatal(err)
			}
			m.SQL = fstest.MapFS{"0001_secrets.sql": {Data: secrets}, test.file: {Data: []byte(test.content)}}
			fresh := filepath.Join(t.TempDir(), "fresh.db")
			for _, path := range []string{fresh, served} {
				got := ""
				if err := openOnce(t, path, m); err != nil {
					got = err.Error()
				}
				if got != test.want {
					t.Errorf("%s: the error is\n%s\nwant\n%s", filepath.Base(path), got, test.want)
				}
			}
			if test.want == "" {
				return
			}
			if _, err := os.Stat(fresh); err == nil {
				t.Error("a database was created")
			}
			if after, err := os.ReadFile(served); err != nil || string(after) != string(before) {
				t.Errorf("the database was changed (%v)", err)
			}
		})
	}
}

func openOnce(t *testing.T, path string, m Migrations) error {
	t.Helper()
	cfg := testConfig(path)
	cfg.Migrations = m
	reserved, err := Reserve(cfg)
	if err != nil {
		return err
	}
	d, err := reserved.Open(t.Context())
	if err != nil {
		return err
	}
	return d.Close()
}
