// Package sqlite contains the migrations of a SQLite database: those in SQL, and those in
// Go, which fill a table from others. The name of a file is NNNN_name.sql or NNNN_name.go.
// NNNN is the version of the schema after the migration.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"path/filepath"
	"runtime"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
)

// SQL contains one file for each migration in SQL.
//
//go:embed *.sql
var SQL embed.FS

// backfill returns a migration in Go, which uses the settings of the session.
type backfill func(*gorm.DB) func(context.Context, *sql.Tx) error

var backfills = map[string]backfill{}

// register adds the migration in Go of the file that calls it. Its version is the number
// in the name of the file.
func register(b backfill) {
	_, file, _, _ := runtime.Caller(1)
	backfills[filepath.Base(file)] = b
}

// Go returns the migrations in Go. The source of each is the name of its file. They use the
// settings of the session.
func Go(db *gorm.DB) (migrations []*goose.Migration) {
	for file, b := range backfills {
		version, _ := goose.NumericComponent(file) // 0 if the name has none, which checkMigrations reports
		m := goose.NewGoMigration(version, &goose.GoFunc{RunTx: b(db)}, nil)
		m.Source = file
		migrations = append(migrations, m)
	}
	return migrations
}
