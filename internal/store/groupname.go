package store

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unsafe"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// groupNameRow says that a group shows the stored name of a user, while the user is a
// member, to everyone who sees the group. The user has done something in the group,
// belongs to it by a claim, or was added by an application. Other members are shown
// without a name: otherwise an owner could read the name behind any id by adding it.
type groupNameRow struct {
	GroupNum int64     `gorm:"primaryKey"`
	UserID   models.ID `gorm:"primaryKey"`
}

func (groupNameRow) TableName() string { return "group_names" }

// showsName is the condition that the group of a user's membership shows the user's
// name; members is the name of group_members in the statement.
func showsName(members string) string {
	return fmt.Sprintf("EXISTS (SELECT 1 FROM group_names WHERE group_names.group_num = %[1]s.group_num AND group_names.user_id = %[1]s.member)", members)
}

// nameVisible is the condition on a row of users that the caller may see the name: it is
// the caller's own, or a group shows it that the caller may see. It is the same wherever
// the user is found, because clients keep one object for each id.
func (v readTx) nameVisible() clause.Expr {
	seen, vars := v.Visible("showing.group_num")
	return clause.Expr{
		SQL: fmt.Sprintf("(users.id = ? OR EXISTS (SELECT 1 FROM group_members AS showing WHERE showing.kind = %d AND showing.member = users.id AND %s AND %s))",
			read.UserMember, showsName("showing"), seen),
		Vars: append([]any{v.Caller.UserID}, vars...),
	}
}

// named gives the caller the name in its credentials, if they have one.
func (v readTx) named(u *models.User) *models.User {
	if u.UserID == v.Caller.UserID && v.Caller.DisplayName != "" {
		u.DisplayName = &v.Caller.DisplayName
	}
	return u
}

// groupNameCacheBytes bounds the rows that are known to be stored: some 5,000.
const groupNameCacheBytes = 1 << 20

func newGroupNameCache() *lru.Cache[groupNameRow, struct{}] {
	return lru.New(math.MaxInt, groupNameCacheBytes, func(row groupNameRow, _ struct{}) int {
		return lru.EntryBytes + int(unsafe.Sizeof(row)) + len(row.UserID)
	})
}

// acted records that the caller has done something in a group, which from then on shows
// the caller's name. Applications have no stored name.
func (t *mutationTx) acted(groupNum int64) {
	if t.Caller.UserID != "" {
		t.showName(groupNameRow{groupNum, t.Caller.UserID})
	}
}

// showName has storeNames store that a group shows the name of a user. A
// row in the cache is committed and needs no statement, which is the usual case when an
// access is recorded.
func (t *mutationTx) showName(row groupNameRow) {
	if _, stored := t.store.groupNames.Get(row); !stored && !slices.Contains(t.names, row) {
		t.names = append(t.names, row)
	}
}

// storeNames stores the rows that showName has collected.
func (t *mutationTx) storeNames() error {
	for _, row := range t.names {
		if _, err := t.insert("INSERT INTO group_names (group_num, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING", row.GroupNum, row.UserID); err != nil {
			return err
		}
		// A copy: an id may be a part of a whole request.
		row.UserID = models.ID(strings.Clone(string(row.UserID)))
		t.AfterCommit(func() { t.store.groupNames.Add(row, struct{}{}) })
	}
	return nil
}

// showNameByClaims makes the groups to which the caller belongs by a claim show the
// caller's name.
func (t *mutationTx) showNameByClaims() error {
	if len(t.Caller.Groups) == 0 {
		return nil
	}
	shown := t.DB.Exec("INSERT INTO group_names (group_num, user_id) SELECT num, ? FROM groups WHERE claim IN ? ON CONFLICT DO NOTHING",
		t.Caller.UserID, t.Caller.Groups)
	t.Wrote = t.Wrote || shown.RowsAffected > 0
	return shown.Error
}
