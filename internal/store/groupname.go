package store

import (
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/itemactivity/itemactivity/models"
)

// groupNameRow says that a group shows the stored name of a user: to whoever sees
// the group, as long as the user is a member of it. The user has done something in
// the group, belongs to it by a claim, or was added by an application. Otherwise
// whoever adds a known id to a group of the own would read the name behind it.
type groupNameRow struct {
	GroupNum int64     `gorm:"primaryKey"`
	UserID   models.ID `gorm:"primaryKey"`
}

func (groupNameRow) TableName() string { return "group_names" }

// showsName is the condition that a group shows the name of a member, by the
// columns of a membership.
var showsName = fmt.Sprintf("group_members.kind = %d", userMember) +
	" AND EXISTS (SELECT 1 FROM group_names WHERE group_names.group_num = group_members.group_num AND group_names.user_id = group_members.member)"

// groupNameCacheBytes bounds the users who are known to be shown: some 5,000.
const groupNameCacheBytes = 1 << 20

func newGroupNameCache() (*cache[groupNameRow, struct{}], error) {
	return newCache(groupNameCacheBytes, func(row groupNameRow, _ struct{}) int {
		return int(unsafe.Sizeof(row)) + len(row.UserID)
	})
}

// acted notes that the caller has done something in a group, which shows the
// caller's name from then on.
func (t *txn) acted(groupNum int64) {
	if t.caller.UserID != "" {
		t.showName(groupNameRow{groupNum, t.caller.UserID})
	}
}

// showName notes that a group shows the name of a user. The note is stored with the
// mutation, unless it is known to be stored: recording an access asks for nothing.
func (t *txn) showName(row groupNameRow) {
	if _, stored := t.store.groupNames.get(row); !stored && !slices.Contains(t.names, row) {
		t.names = append(t.names, row)
	}
}

// storeNames stores what showName has noted.
func (t *txn) storeNames() error {
	for _, row := range t.names {
		if _, err := t.insert("INSERT INTO group_names (group_num, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING", row.GroupNum, row.UserID); err != nil {
			return err
		}
		// A copy: an id may be a part of a whole request.
		row.UserID = models.ID(strings.Clone(string(row.UserID)))
		t.afterCommit(func() { t.store.groupNames.add(row, struct{}{}) })
	}
	return nil
}

// showNameByClaims has the groups to which the caller belongs by a claim show the
// caller's name.
func (t *txn) showNameByClaims() error {
	if len(t.caller.Groups) == 0 {
		return nil
	}
	shown := t.db.Exec("INSERT INTO group_names (group_num, user_id) SELECT num, ? FROM groups WHERE claim IN ? ON CONFLICT DO NOTHING",
		t.caller.UserID, t.caller.Groups)
	t.wrote = t.wrote || shown.RowsAffected > 0
	return shown.Error
}
