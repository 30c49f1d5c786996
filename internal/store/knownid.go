package store

import (
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// mustBeKnown returns the refusal of the first id that the caller knows from nowhere. The
// rule for the characters of new ids is younger than the databases, and issuers do not
// follow it: an id of a person, an application or a device that the caller can see, or
// that is in the caller's credentials, is taken whatever its characters are.
func (t *mutationTx) mustBeKnown(ids []models.KnownOnly) error {
	for _, id := range ids {
		known, err := t.knowsIdentity(models.ActorKey{Slot: id.Slot, Value: id.ID})
		if err != nil {
			return err
		}
		if !known {
			return id.Refusal
		}
	}
	return nil
}

// knowsIdentity says whether the id is the caller's own, or that of a member of a group
// that the caller may see, or of an actor of an access in one. An id that is only stored
// elsewhere is unknown, so that nobody can find out whether it is stored. Who may see every
// group knows every actor, every member, and every user who has called.
func (t *mutationTx) knowsIdentity(key models.ActorKey) (known bool, err error) {
	if slices.Contains(t.Caller.IdentitySet().ActorKeys(), key) {
		return true, nil
	}
	kind := map[models.ActorSlot]read.MemberKind{models.UserSlot: read.UserMember, models.ApplicationSlot: read.ApplicationMember}[key.Slot]
	const actor = "FROM actors WHERE slot = ? AND by_name = 0 AND value = ?"
	if t.Caller.ReadsEveryGroup() {
		err = t.DB.Raw("SELECT EXISTS (SELECT 1 "+actor+
			") OR EXISTS (SELECT 1 FROM group_members WHERE kind = ? AND member = ?)"+
			" OR EXISTS (SELECT 1 FROM users WHERE ? AND id = ?)",
			int64(key.Slot), key.Value, kind, key.Value, key.Slot == models.UserSlot, key.Value).Scan(&known).Error
		return known, err
	}
	err = t.DB.Raw("SELECT EXISTS (SELECT 1 FROM (?) AS own WHERE "+
		"EXISTS (SELECT 1 FROM group_members WHERE group_num = own.num AND kind = ? AND member = ?)"+
		" OR EXISTS (SELECT 1 FROM activity_actors WHERE actor_num = (SELECT num "+actor+") AND group_num = own.num))",
		t.OwnGroups(), kind, key.Value, int64(key.Slot), key.Value).Scan(&known).Error
	return known, err
}
