package sqlite

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/identity"
)

func init() { register(backfillSetActors) }

// backfillSetActors returns the migration that fills identity_set_actors from the identity sets.
func backfillSetActors(db *gorm.DB) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		within := db.Session(&gorm.Session{Context: ctx, NewDB: true})
		within.Statement.ConnPool = tx
		_, err := identity.FillSetActors(within)
		return err
	}
}
