package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"
)

//go:embed migrations
var migrations embed.FS

// Migrate brings the database to the newest schema, creating it if need be, and
// returns the versions before and after.
func Migrate(ctx context.Context, cfg Config) (from, to int64, err error) {
	s, from, to, err := openAndMigrate(ctx, cfg)
	if err != nil {
		return 0, 0, err
	}
	return from, to, s.close()
}

func migrate(ctx context.Context, db *gorm.DB) (from, to int64, err error) {
	pool, err := db.DB()
	if err != nil {
		return 0, 0, err
	}
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return 0, 0, err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, pool, files)
	if err != nil {
		return 0, 0, err
	}
	from, to, err = provider.GetVersions(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("cannot read the version of the database: %w", err)
	}
	if from > to {
		return 0, 0, fmt.Errorf("the database has schema version %d, and this program knows versions up to %d: use a newer itemactivity", from, to)
	}
	if _, err = provider.Up(ctx); err != nil {
		var partial *goose.PartialError
		if errors.As(err, &partial) {
			return 0, 0, fmt.Errorf("cannot migrate the database to schema version %d; it stays at the version before: %w", partial.Failed.Source.Version, partial.Err)
		}
		return 0, 0, fmt.Errorf("cannot migrate the database: %w", err)
	}
	return from, to, nil
}
