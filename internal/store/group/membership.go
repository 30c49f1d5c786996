package group

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// MemberRow is a membership, as it is stored.
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
// BAD_USER_INPUT, NOT_FOUND for the group, or FORBIDDEN for who does not manage it.
func (s *Store) AddGroupMember(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, false, admit)
}

// AddGroupOwner makes a user or an application an owner of a group, and a member
// if it was none. It returns what AddGroupMember returns.
func (s *Store) AddGroupOwner(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, true, admit)
}

// RemoveGroupMember takes a user or an application out of a group; everyone may
// leave, the last owner too. It returns BAD_USER_INPUT, NOT_FOUND for the group, or
// FORBIDDEN for who takes out somebody else and does not manage it.
func (s *Store) RemoveGroupMember(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, false, removeMember)
}

// RemoveGroupOwner makes an owner of a group a plain member. It returns what
// RemoveGroupMember returns.
func (s *Store) RemoveGroupOwner(ctx context.Context, group models.ID, m models.Member) (*models.Group, error) {
	return s.changeMember(ctx, group, m, false, removeOwner)
}

// changeMember changes one membership of a group that the caller sees.
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

// groupToManage finds a group that the caller sees. An application that reads every
// group gets FORBIDDEN for a group that it does not manage, not NOT_FOUND.
func groupToManage(t *write.Tx, id models.ID) (*models.Group, error) {
	t.EveryGroup = t.Caller.ReadsEveryGroup()
	return Find(t.Tx, id)
}

// isCallers says whether a membership is the caller's own, which the caller may always give
// up.
func isCallers(t *write.Tx, row *MemberRow) bool {
	kind, member := read.MemberOf(t.Caller)
	return row.Kind == kind && row.Member == member
}

// mustManage refuses callers who neither own the group nor manage every group. The
// scopes of a user's token limit what the user may do, and never extend it.
func mustManage(t *write.Tx, groupNum int64) error {
	if t.Caller.ManagesEveryGroup() {
		return nil
	}
	kind, member := read.MemberOf(t.Caller)
	own, err := read.Take[MemberRow](t.DB.Where("group_num = ? AND kind = ? AND member = ? AND owner", groupNum, kind, member))
	if own == nil && err == nil {
		err = models.Errorf(models.Forbidden, "groupId",
			"Only an owner of the group, or an application with Group.ReadWrite.All, manages it.")
	}
	return err
}

// admit stores a membership that the caller may give, or makes an existing one an owner's; when the
// member joined stays as it was.
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

// knownOnly is the member's id if it breaks the rule for new ids.
func (r *MemberRow) knownOnly() []models.KnownOnly {
	if r.Kind == read.UserMember {
		return models.Member{UserID: r.Member}.KnownOnly()
	}
	return models.Member{ApplicationID: r.Member}.KnownOnly()
}

// key are the conditions for the row of this membership.
func (r *MemberRow) key() map[string]any {
	return map[string]any{"group_num": r.GroupNum, "kind": r.Kind, "member": r.Member}
}
