package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"gorm.io/gorm"

	migrations "github.com/itemactivity/itemactivity/internal/store/migrations/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
)

// storeMigrations make the schema of the store.
var storeMigrations = sqlite.Migrations{SQL: migrations.SQL, Go: migrations.Go}

// Migrate brings the database to the newest schema, creating it if need be, and
// returns the versions before and after.
func Migrate(ctx context.Context, cfg Config) (from, to int64, err error) {
	r, err := Reserve(cfg)
	if err != nil {
		return 0, 0, err
	}
	database, err := r.openDatabase(ctx)
	if err != nil {
		return 0, 0, err
	}
	from, to = database.Versions()
	return from, to, database.Close()
}

// openDatabase opens the database, and migrates it.
func (r *Reservation) openDatabase(ctx context.Context) (*sqlite.Database, error) {
	database, err := r.reserved.Open(ctx)
	if err != nil {
		return nil, err
	}
	if from, _ := database.Versions(); from > 0 && from < claimsVersion {
		if err := logClaims(ctx, database.Writes(), r.cfg.Logger); err != nil {
			return nil, errors.Join(database.Explain(err), database.Abandon())
		}
	}
	return database, nil
}

// claimsVersion is the schema version from which on groups have claims.
const claimsVersion = 7

// logClaims says which groups a token's group claim admits to after the migration:
// those to which it has admitted before, by their ids.
func logClaims(ctx context.Context, db *gorm.DB, logger *slog.Logger) error {
	var n int64
	if err := db.WithContext(ctx).Table("groups").Where("claim IS NOT NULL").Count(&n).Error; err != nil {
		return fmt.Errorf("cannot count the claims of groups: %w", err)
	}
	if n > 0 {
		logger.InfoContext(ctx, "the claim of each group was set to its id: tokens admit to groups as before", "groups", n)
	}
	return nil
}
