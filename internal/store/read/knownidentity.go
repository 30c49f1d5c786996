package read

import (
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/models"
)

// MustBeKnown returns the error of the first id that is not known to the caller. The ids contain
// characters that are not allowed in new ids. Issuers do not follow this rule, and older databases
// contain such ids. Therefore the id of a user, an application or a device is accepted if the
// caller can see it, or if it is in the caller's credentials.
func (t Tx) MustBeKnown(ids []models.KnownOnly) error {
	// An action may contain the same id hundreds of times.
	known := make(map[models.ActorKey]bool, len(ids))
	for _, id := range ids {
		key := models.ActorKey{Slot: id.Slot, Value: id.ID}
		if known[key] {
			continue
		}
		var err error
		if known[key], err = t.knowsIdentity(key); err != nil {
			return err
		}
		if !known[key] {
			return id.Refusal
		}
	}
	return nil
}

// knowsIdentity reports whether an id is known to the caller. An id is known if it is the caller's
// own, or if a member of a group that the caller may see or an actor of an access in such a group has
// it. An id that is stored only in other groups is not known, so that the error does not disclose
// that it is stored. A caller who may see every group knows every actor, every member and every
// stored user.
func (t Tx) knowsIdentity(key models.ActorKey) (known bool, err error) {
	if slices.Contains(t.Caller.IdentitySet().ActorKeys(), key) {
		return true, nil
	}
	kind := map[models.ActorSlot]MemberKind{models.UserSlot: UserMember, models.ApplicationSlot: ApplicationMember}[key.Slot]
	actor, err := Take[identity.ActorRow](identity.NewActorRow(key).Among(t.DB))
	if err != nil {
		return false, err
	}
	if t.Caller.ReadsEveryGroup() {
		if actor != nil {
			return true, nil
		}
		err = t.DB.Raw("SELECT EXISTS (SELECT 1 FROM group_members WHERE kind = ? AND member = ?)"+
			" OR EXISTS (SELECT 1 FROM users WHERE ? AND id = ?)",
			kind, key.Value, key.Slot == models.UserSlot, key.Value).Scan(&known).Error
		return known, err
	}
	// The statement begins with the groups of the id, because these are few.
	if actor != nil {
		lacking, err := t.VisibleGroupsOf(actor.Num)
		if err != nil || len(lacking) > 0 {
			return len(lacking) > 0, err
		}
	}
	groups := "SELECT group_num FROM group_members WHERE kind = ? AND member = ?"
	vars := []any{kind, key.Value}
	if actor != nil {
		acted := ActedGroups(actor.Num)
		groups += " UNION ALL SELECT group_num FROM (" + acted.SQL + ")"
		vars = append(vars, acted.Vars...)
	}
	visible, callers := t.Visible("seen.group_num")
	err = t.DB.Raw("SELECT EXISTS (SELECT 1 FROM ("+groups+") AS seen WHERE "+visible+")",
		append(vars, callers...)...).Scan(&known).Error
	return known, err
}
