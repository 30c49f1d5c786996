package read

import (
	"slices"

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
	const actor = "FROM actors WHERE slot = ? AND by_name = 0 AND value = ?"
	if t.Caller.ReadsEveryGroup() {
		err = t.DB.Raw("SELECT EXISTS (SELECT 1 "+actor+
			") OR EXISTS (SELECT 1 FROM group_members WHERE kind = ? AND member = ?)"+
			" OR EXISTS (SELECT 1 FROM users WHERE ? AND id = ?)",
			int64(key.Slot), key.Value, kind, key.Value, key.Slot == models.UserSlot, key.Value).Scan(&known).Error
		return known, err
	}
	// The statement begins with the groups of the id, because these are few. It reads one row
	// of each group of an actor, however many accesses the actor has there.
	visible, vars := t.Visible("seen.num")
	err = t.DB.Raw("WITH RECURSIVE sought(num) AS (SELECT num "+actor+"), acted(num) AS ("+
		"SELECT (SELECT min(group_num) FROM activity_actors WHERE actor_num = sought.num) FROM sought "+
		"UNION ALL SELECT (SELECT min(group_num) FROM activity_actors WHERE actor_num = sought.num AND group_num > acted.num) "+
		"FROM acted, sought WHERE acted.num IS NOT NULL), "+
		"seen(num) AS (SELECT group_num FROM group_members WHERE kind = ? AND member = ? UNION ALL SELECT num FROM acted) "+
		"SELECT EXISTS (SELECT 1 FROM seen WHERE "+visible+")",
		append([]any{int64(key.Slot), key.Value, kind, key.Value}, vars...)...).Scan(&known).Error
	return known, err
}
