// Package sqlite has the migrations of a SQLite database: those in SQL, and those in Go,
// which fill a table from others.
package sqlite

import (
	"embed"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
)

// SQL has one file for each migration in SQL, as goose names them.
//
//go:embed *.sql
var SQL embed.FS

// Go returns the migrations in Go. The session has the gorm settings for them.
func Go(db *gorm.DB) []*goose.Migration {
	return []*goose.Migration{
		goose.NewGoMigration(4, &goose.GoFunc{RunTx: backfillRollups(db)}, nil),
		goose.NewGoMigration(6, &goose.GoFunc{RunTx: backfillPostings(db)}, nil),
	}
}
