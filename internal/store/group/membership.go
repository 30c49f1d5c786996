package group

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// MemberRow is a row of group_members.
type MemberRow struct {
	Num           int64 `gorm:"primaryKey"`
	GroupNum      int64
	Kind          read.MemberKind
	Member        models.ID
	AddedDateTime models.Instant
	Owner         bool
}

// TableName implements gorm's Tabler.
func (MemberRow) TableName() string { return "group_members" }

// AddGroupMember adds a user or an application to a group. It returns
// BAD_USER_INPUT, NOT_FOUND for the group, or FORBIDDEN if the caller does not manage it.
func (s *Store) AddGroupMember(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, false, admit)
}

// AddGroupOwner makes a user or an application an owner of a group, and a member if it is not
// one yet. It returns the same errors as AddGroupMember.
func (s *Store) AddGroupOwner(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, true, admit)
}

// RemoveGroupMember removes a user or an application from a group. Every member may leave, even
// the last owner. It returns BAD_USER_INPUT, NOT_FOUND for the group, or FORBIDDEN if the caller
// removes another member and does not manage the group.
func (s *Store) RemoveGroupMember(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, false, removeMember)
}

// RemoveGroupOwner makes an owner of a group an ordinary member. It returns the same errors as
// RemoveGroupMember.
func (s *Store) RemoveGroupOwner(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, false, removeOwner)
}

// changeMember changes one membership of a group.
func (s *Store) changeMember(ctx context.Context, group models.ID, m models.Member, owner bool, change func(*write.Tx, *MemberRow) error) (*models.Group, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	row := MemberRow{Kind: read.UserMember, Member: m.UserID, Owner: owner}
	if m.UserID == "" {
		row.Kind, row.Member = read.ApplicationMember, m.ApplicationID
	}
	return write.Value(ctx, s.writer, func(t *write.Tx) (*models.Group, error) {
		g, err := groupToManage(t, group)
		if err != nil {
			return nil, err
		}
		changed := row
		changed.GroupNum = g.Num
		return g, change(t, &changed)
	})
}

func removeMember(t *write.Tx, row *MemberRow) error {
	if !isCallers(t, row) {
		if err := mustManage(t, row.GroupNum); err != nil {
			return err
		}
	}
	t.Wrote = true
	return t.DB.Where(row.key()).Delete(&MemberRow{}).Error
}

func removeOwner(t *write.Tx, row *MemberRow) error {
	if !isCallers(t, row) {
		if err := mustManage(t, row.GroupNum); err != nil {
			return err
		}
	}
	t.Wrote = true
	return t.DB.Model(&MemberRow{}).Where(row.key()).Update("owner", false).Error
}

// groupToManage returns a group that the caller sees. For an application that reads every group
// this is any group, so that mustManage returns FORBIDDEN for it, and not NOT_FOUND.
func groupToManage(t *write.Tx, id models.ID) (*models.Group, error) {
	t.EveryGroup = t.Caller.ReadsEveryGroup()
	return Find(t.Tx, id)
}

// isCallers reports whether a membership is the caller's own. The caller may always end it.
func isCallers(t *write.Tx, row *MemberRow) bool {
	kind, member := read.MemberOf(t.Caller)
	return row.Kind == kind && row.Member == member
}

// mustManage returns FORBIDDEN if the caller neither owns the group nor manages every group. The
// scopes of a user's token limit what the user may do, and never extend it.
func mustManage(t *write.Tx, groupNum int64) error {
	if t.Caller.ManagesEveryGroup() {
		return nil
	}
	kind, member := read.MemberOf(t.Caller)
	own, err := read.Take[MemberRow](t.DB.Where("group_num = ? AND kind = ? AND member = ? AND owner", groupNum, kind, member))
	if own == nil && err == nil {
		err = models.Errorf(models.Forbidden, "groupId",
			"Only an owner of the group, or an application with Group.ReadWrite.All, can change it.")
	}
	return err
}

// admit adds a member if the caller manages the group. If the member exists, it becomes an owner
// if the row says so, and its AddedDateTime does not change.
func admit(t *write.Tx, row *MemberRow) error {
	if err := mustManage(t, row.GroupNum); err != nil {
		return err
	}
	if err := t.MustBeKnown(row.knownOnly()); err != nil {
		return err
	}
	if row.Kind == read.UserMember {
		if err := t.RememberUser(&models.User{UserID: row.Member}); err != nil {
			return err
		}
		if t.Caller.UserID == "" {
			t.ShowName(row.GroupNum, row.Member)
		}
	}
	return join(t, row)
}

// join stores a membership, without a check of the caller.
func join(t *write.Tx, row *MemberRow) error {
	onConflict := clause.OnConflict{DoNothing: true}
	if row.Owner {
		onConflict = clause.OnConflict{
			Columns:   []clause.Column{{Name: "group_num"}, {Name: "kind"}, {Name: "member"}},
			DoUpdates: clause.Assignments(map[string]any{"owner": true}),
		}
	}
	row.AddedDateTime = t.Now
	t.Wrote = true
	return t.DB.Clauses(onConflict).Create(row).Error
}

// knownOnly returns the member's id if it breaks the rule for new ids.
func (r *MemberRow) knownOnly() []models.KnownOnly {
	if r.Kind == read.UserMember {
		return models.Member{UserID: r.Member}.KnownOnly()
	}
	return models.Member{ApplicationID: r.Member}.KnownOnly()
}

// key returns the columns that identify the membership.
func (r *MemberRow) key() map[string]any {
	return map[string]any{"group_num": r.GroupNum, "kind": r.Kind, "member": r.Member}
}
