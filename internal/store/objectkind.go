package store

import (
	"errors"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// objectKind is the kind of object that an id belongs to. The numbers are stored.
type objectKind int

const (
	// 1 was users, whose ids are in their own table.
	groupKind objectKind = iota + 2
	driveKind
	driveItemKind
	driveActivityKind
	itemActivityStatKind
	// itemActivityKind is only part of an idempotent id: item activities have an
	// index of ids of their own.
	itemActivityKind
	// idempotencyKeyKind is, among the ids, what an idempotency key was used for: the id is made by
	// the key, and the content is that of the mutation. There is no object.
	idempotencyKeyKind
)

// table is the table that has the objects of a kind.
type table struct {
	kind objectKind
	read.Table
}

var (
	groupTable            = table{groupKind, read.Table{Name: "groups", Group: "groups.num"}}
	driveTable            = table{driveKind, read.Table{Name: "drives", Group: "drives.group_num"}}
	driveItemTable        = table{driveItemKind, read.Table{Name: "drive_items", Group: "drive_items.group_num"}}
	driveActivityTable    = table{driveActivityKind, read.Table{Name: "drive_activities", Group: "drive_activities.group_num"}}
	activityKeyTable      = table{0, read.Table{Name: "activity_keys", Group: "activity_keys.group_num"}}
	itemActivityStatTable = table{itemActivityStatKind, read.Table{Name: "item_activity_stats", Group: "item_activity_stats.group_num"}}
)

// byID finds the object under an id; nil where there is none that the caller
// may see.
func byID[T any](v readTx, t table, id models.ID) (*T, error) {
	var row T
	return orNil(&row, v.DB.Table(t.Name).Select(t.Name+".*").
		Joins("JOIN ids ON ids.num = "+t.Name+".num").
		Where("ids.id = ? AND ids.kind = ?", id, t.kind).
		Scopes(v.Within(t.Group)).Take(&row).Error)
}

// byNum finds an object by its number; nil where the caller may not see it.
func byNum[T any](v readTx, t table, num int64) (*T, error) {
	var row T
	return orNil(&row, v.DB.Table(t.Name).Where(t.Name+".num = ?", num).Scopes(v.Within(t.Group)).Take(&row).Error)
}

// take finds the first row of a statement; nil where there is none.
func take[T any](q *gorm.DB) (*T, error) {
	var row T
	return orNil(&row, q.Take(&row).Error)
}

// orNil is the row that gorm took; nil where there is none.
func orNil[T any](row *T, err error) (*T, error) {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return row, nil
}

// found makes a NOT_FOUND of nothing, naming the argument and what was looked
// for; what one may not see reads like what does not exist.
func found[T any](row *T, err error) func(argument, what string) (*T, error) {
	return func(argument, what string) (*T, error) {
		if err == nil && row == nil {
			return nil, notFound(argument, what)
		}
		return row, err
	}
}

func notFound(argument, what string) error {
	return models.Errorf(models.NotFound, argument, "There is no %s with this id that you may see.", what)
}

// An id is bytes or text: JSON, which has only text, carries it as two parts, of
// which one is null.
const (
	idOfParts = "coalesce(unhex(?), ?)"
	idOfSent  = "coalesce(unhex(sent.value->>0), sent.value->>1)"
)

type idRow struct {
	ID      models.ID `gorm:"primaryKey"`
	Kind    objectKind
	Num     int64
	Content []byte
}

func (idRow) TableName() string { return "ids" }
