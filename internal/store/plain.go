package store

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// The statements of this file are those that every recorded access needs. They
// are plain SQL on the writer's own connection, which keeps them prepared: what
// gorm does for each took most of a mutation's time.

func (t *txn) pool() gorm.ConnPool { return t.db.Statement.ConnPool }

// groupNum finds the number of a group by its id; NOT_FOUND at groupId where the
// caller may not see one.
func (t *txn) groupNum(id models.ID) (int64, error) {
	limit, params := t.limit("groups.num")
	var num int64
	err := t.pool().QueryRowContext(context.Background(),
		"SELECT groups.num FROM ids JOIN groups ON groups.num = ids.num WHERE ids.id = ? AND ids.kind = ? AND "+limit,
		append([]any{id, int64(groupNoun)}, params...)...).Scan(&num)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = found[models.Group](nil, nil)("groupId", "group")
	}
	return num, err
}

// deletedAt returns when an item was deleted; nil while it is not.
func (t *txn) deletedAt(itemNum int64) (*models.Instant, error) {
	var at sql.NullInt64
	err := t.pool().QueryRowContext(context.Background(),
		"SELECT deleted_date_time FROM drive_items WHERE num = ?", itemNum).Scan(&at)
	if err != nil || !at.Valid {
		return nil, err
	}
	deleted := models.Instant(at.Int64)
	return &deleted, nil
}

// isTaken tells whether anything has an id.
func (t *txn) isTaken(id models.ID) (taken bool, err error) {
	err = t.pool().QueryRowContext(context.Background(),
		"SELECT EXISTS (SELECT 1 FROM item_activities WHERE id = ?1) OR EXISTS (SELECT 1 FROM ids WHERE id = ?1)", id).Scan(&taken)
	return taken, err
}

// insertActivity stores a row, and sets its place in the order of the commits.
func (t *txn) insertActivity(r *activityRow) error {
	t.wrote = true
	done, err := t.pool().ExecContext(context.Background(), `INSERT INTO item_activities
		(id, key_num, group_num, item_num, ticks, form, actor_num, recorded_date_time, recorded_by_num, defaulted)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.KeyNum, r.GroupNum, r.ItemNum, r.Ticks, r.Form, r.ActorNum, int64(r.RecordedDateTime), r.RecordedByNum, r.Defaulted)
	if err != nil {
		return err
	}
	r.Seq, err = done.LastInsertId()
	return err
}
