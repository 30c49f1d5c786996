package store

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// memberKind is what a member of a group is. The numbers are stored.
type memberKind int

const (
	userMember memberKind = iota + 1
	applicationMember
)

type memberRow struct {
	Num           int64 `gorm:"primaryKey"`
	GroupNum      int64
	Kind          memberKind
	Member        models.ID
	AddedDateTime models.Instant
	Owner         bool
}

func (memberRow) TableName() string { return "group_members" }

// AddGroupMember adds a user or an application to a group. It returns
// BAD_USER_INPUT, NOT_FOUND for the group, FORBIDDEN for who does not manage it,
// or CONFLICT for a user's id that belongs to something else.
func (s *Store) AddGroupMember(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, (*txn).admit)
}

// AddGroupOwner makes a user or an application an owner of a group, and a member
// if it was none. It returns what AddGroupMember returns.
func (s *Store) AddGroupOwner(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, func(t *txn, row *memberRow) error {
		row.Owner = true
		return t.admit(row)
	})
}

// RemoveGroupMember takes a user or an application out of a group; everyone may
// leave. It returns BAD_USER_INPUT, NOT_FOUND for the group, FORBIDDEN for who
// does not manage it, or CONFLICT for the only owner.
func (s *Store) RemoveGroupMember(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, func(t *txn, row *memberRow) error {
		if kind, member := memberOf(t.caller); row.Kind != kind || row.Member != member {
			if err := t.mustManage(row.GroupNum); err != nil {
				return err
			}
		}
		if err := t.keepOwner(row); err != nil {
			return err
		}
		t.wrote = true
		return t.db.Where(row.key()).Delete(&memberRow{}).Error
	})
}

// RemoveGroupOwner makes an owner of a group a plain member. It returns what
// RemoveGroupMember returns.
func (s *Store) RemoveGroupOwner(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, func(t *txn, row *memberRow) error {
		if err := t.mustManage(row.GroupNum); err != nil {
			return err
		}
		if err := t.keepOwner(row); err != nil {
			return err
		}
		t.wrote = true
		return t.db.Model(&memberRow{}).Where(row.key()).Update("owner", false).Error
	})
}

// changeMember changes one membership of a group that the caller sees.
func (s *Store) changeMember(ctx context.Context, group models.ID, m models.Member, change func(*txn, *memberRow) error) (*models.Group, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	row := memberRow{Kind: userMember, Member: m.UserID}
	if m.UserID == "" {
		row = memberRow{Kind: applicationMember, Member: m.ApplicationID}
	}
	return writeValue(ctx, s, func(t *txn) (*models.Group, error) {
		// Who sees a group without belonging to it is told that it may not.
		t.everyGroup = t.caller.ReadsEveryGroup()
		g, err := t.group(group)
		if err != nil {
			return nil, err
		}
		changed := row
		changed.GroupNum = g.Num
		return g, change(t, &changed)
	})
}

// mustManage refuses callers who may not change a group's members.
func (t *txn) mustManage(groupNum int64) error {
	if t.caller.Scopes.HasAny(auth.GroupReadWriteAll) {
		return nil
	}
	kind, member := memberOf(t.caller)
	own, err := take[memberRow](t.db.Where("group_num = ? AND kind = ? AND member = ? AND owner", groupNum, kind, member))
	if own == nil && err == nil {
		err = models.Errorf(models.Forbidden, "groupId",
			"Only an owner of the group, or a caller with Group.ReadWrite.All, changes its members.")
	}
	return err
}

// admit stores a membership that the caller may give, or makes an existing one an owner's; when the
// member joined stays as it was.
func (t *txn) admit(row *memberRow) error {
	if err := t.mustManage(row.GroupNum); err != nil {
		return err
	}
	if row.Kind == userMember {
		if err := t.rememberUser("userId", &models.User{ID: row.Member}); err != nil {
			return err
		}
	}
	return t.join(row)
}

func (t *txn) join(row *memberRow) error {
	onConflict := clause.OnConflict{DoNothing: true}
	if row.Owner {
		onConflict = clause.OnConflict{
			Columns:   []clause.Column{{Name: "group_num"}, {Name: "kind"}, {Name: "member"}},
			DoUpdates: clause.Assignments(map[string]any{"owner": true}),
		}
	}
	row.AddedDateTime = t.now
	t.wrote = true
	return t.db.Clauses(onConflict).Create(row).Error
}

// keepOwner refuses to take the only owner away: nobody in the group could
// change its members any more.
func (t *txn) keepOwner(row *memberRow) error {
	var owners []memberRow
	if err := t.db.Where("group_num = ? AND owner", row.GroupNum).Limit(2).Find(&owners).Error; err != nil {
		return err
	}
	if len(owners) != 1 || owners[0].Kind != row.Kind || owners[0].Member != row.Member {
		return nil
	}
	argument := "userId"
	if row.Kind == applicationMember {
		argument = "applicationId"
	}
	return models.Errorf(models.Conflict, argument, "This is the only owner of the group: make somebody else an owner first.")
}

// key are the conditions for the row of this membership.
func (r *memberRow) key() map[string]any {
	return map[string]any{"group_num": r.GroupNum, "kind": r.Kind, "member": r.Member}
}
