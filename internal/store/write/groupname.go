package write

import (
	"math"
	"slices"
	"strings"
	"unsafe"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/models"
)

// GroupNameRow means that a group shows the stored name of a user to everyone who sees the
// group, as long as the user is a member. The row is stored when the user does something in
// the group, belongs to it by a claim, or is added by an application. Other members have no
// name. Otherwise an owner could read the name of any user by adding the user's id.
type GroupNameRow struct {
	GroupNum int64     `gorm:"primaryKey"`
	UserID   models.ID `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (GroupNameRow) TableName() string { return "group_names" }

// groupNameCacheBytes bounds the memory of the cache of stored rows. About 5,000 rows fit.
const groupNameCacheBytes = 1 << 20

func newGroupNameCache() *lru.Cache[GroupNameRow, struct{}] {
	return lru.New(math.MaxInt, groupNameCacheBytes, func(row GroupNameRow, _ struct{}) int {
		return lru.EntryBytes + int(unsafe.Sizeof(row)) + len(row.UserID)
	})
}

// Acted makes a group show the caller's name, because the caller has done something in it.
// Applications have no stored name.
func (t *Tx) Acted(groupNum int64) {
	if t.Caller.UserID != "" {
		t.showName(GroupNameRow{groupNum, t.Caller.UserID})
	}
}

// ShowName makes a group show the name of a user.
func (t *Tx) ShowName(groupNum int64, user models.ID) { t.showName(GroupNameRow{groupNum, user}) }

// showName collects a row for storeNames, unless it is in the cache. The rows in the cache are
// committed, so recording an access usually needs no statement for this.
func (t *Tx) showName(row GroupNameRow) {
	if _, stored := t.writer.groupNames.Get(row); !stored && !slices.Contains(t.names, row) {
		t.names = append(t.names, row)
	}
}

// storeNames stores the rows that showName has collected.
func (t *Tx) storeNames() error {
	for _, row := range t.names {
		t.Wrote = true
		if err := t.DB.Exec("INSERT INTO group_names (group_num, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING", row.GroupNum, row.UserID).Error; err != nil {
			return err
		}
		// A copy, because the id may share the memory of its whole request.
		row.UserID = models.ID(strings.Clone(string(row.UserID)))
		t.AfterCommit(func() { t.writer.groupNames.Add(row, struct{}{}) })
	}
	return nil
}

// showNameByClaims makes each group to which the caller belongs by a claim show the caller's
// name.
func (t *Tx) showNameByClaims() error {
	if len(t.Caller.Groups) == 0 {
		return nil
	}
	shown := t.DB.Exec("INSERT INTO group_names (group_num, user_id) SELECT num, ? FROM groups WHERE claim IN ? ON CONFLICT DO NOTHING",
		t.Caller.UserID, t.Caller.Groups)
	t.Wrote = t.Wrote || shown.RowsAffected > 0
	return shown.Error
}
