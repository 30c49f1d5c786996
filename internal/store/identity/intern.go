package identity

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"
)

// InternActors returns the numbers of the identities of a set and of its counted actor.
// It stores those that have none yet; inserted is whether it did so, or tried to.
func InternActors(ctx context.Context, tx gorm.ConnPool, a Attribution) (ref SetRef, inserted bool, err error) {
	for _, key := range a.Keys() {
		values := []any{int64(key.Slot), key.ByName, key.Value}
		var num int64
		err := tx.QueryRowContext(ctx, "SELECT num FROM actors WHERE slot = ? AND by_name = ? AND value = ?", values...).Scan(&num)
		if errors.Is(err, sql.ErrNoRows) {
			inserted = true
			num, err = insertActor(ctx, tx, values)
		}
		if err != nil {
			return ref, inserted, err
		}
		ref.Add(num)
		if key == a.Counted {
			ref.Actor = num
		}
	}
	return ref, inserted, nil
}

func insertActor(ctx context.Context, tx gorm.ConnPool, values []any) (int64, error) {
	result, err := tx.ExecContext(ctx, "INSERT INTO actors (slot, by_name, value) VALUES (?, ?, ?)", values...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}
