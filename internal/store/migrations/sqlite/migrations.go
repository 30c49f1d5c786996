// Package sqlite has the migrations of a SQLite database: those in SQL, and those in Go,
// which fill a table from others. A file is named NNNN_what.sql or NNNN_what.go, where NNNN
// is the schema version that it makes.
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

// SQL has one file for each migration in SQL.
//
//go:embed *.sql
var SQL embed.FS

// backfill returns a migration in Go. The session has the gorm settings for it.
type backfill func(*gorm.DB) func(context.Context, *sql.Tx) error

var backfills = map[string]backfill{}

// register adds the migration in Go of the file that calls it. Its version is the number
// in the file's name.
func register(b backfill) {
	_, file, _, _ := runtime.Caller(1)
	backfills[filepath.Base(file)] = b
}

// Go returns the migrations in Go. The source of each is its file's name. The session has
// the gorm settings for them.
func Go(db *gorm.DB) (migrations []*goose.Migration) {
	for file, b := range backfills {
		version, _ := goose.NumericComponent(file) // 0, a gap in the numbers, if it has none
		m := goose.NewGoMigration(version, &goose.GoFunc{RunTx: b(db)}, nil)
		m.Source = file
		migrations = append(migrations, m)
	}
	return migrations
}
