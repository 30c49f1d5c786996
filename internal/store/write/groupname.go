package write

import (
	"math"
	"slices"
	"strings"
	"unsafe"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/models"
)

// GroupNameRow says that a group shows the stored name of a user, while the user is a
// member, to everyone who sees the group. The user has done something in the group,
// belongs to it by a claim, or was added by an application. Other members are shown
// without a name: otherwise an owner could read the name behind any id by adding it.
type GroupNameRow struct {
	GroupNum int64     `gorm:"primaryKey"`
	UserID   models.ID `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (GroupNameRow) TableName() string { return "group_names" }

// groupNameCacheBytes bounds the rows that are known to be stored: some 5,000.
const groupNameCacheBytes = 1 << 20

func newGroupNameCache() *lru.Cache[GroupNameRow, struct{}] {
	return lru.New(math.MaxInt, groupNameCacheBytes, func(row GroupNameRow, _ struct{}) int {
		return lru.EntryBytes + int(unsafe.Sizeof(row)) + len(row.UserID)
	})
}

// Acted records that the caller has done something in a group, which from then on shows
// the caller's name. Applications have no stored name.
func (t *Tx) Acted(groupNum int64) {
	if t.Caller.UserID != "" {
		t.showName(GroupNameRow{groupNum, t.Caller.UserID})
	}
}

// ShowName makes a group show the name of a user from this mutation on.
func (t *Tx) ShowName(groupNum int64, user models.ID) { t.showName(GroupNameRow{groupNum, user}) }

// showName has storeNames store that a group shows the name of a user. A
// row in the cache is committed and needs no statement, which is the usual case when an
// access is recorded.
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
		// A copy: an id may be a part of a whole request.
		row.UserID = models.ID(strings.Clone(string(row.UserID)))
		t.AfterCommit(func() { t.writer.groupNames.Add(row, struct{}{}) })
	}
	return nil
}

// showNameByClaims makes the groups to which the caller belongs by a claim show the
// caller's name.
func (t *Tx) showNameByClaims() error {
	if len(t.Caller.Groups) == 0 {
		return nil
	}
	shown := t.DB.Exec("INSERT INTO group_names (group_num, user_id) SELECT num, ? FROM groups WHERE claim IN ? ON CONFLICT DO NOTHING",
		t.Caller.UserID, t.Caller.Groups)
	t.Wrote = t.Wrote || shown.RowsAffected > 0
	return shown.Error
}
