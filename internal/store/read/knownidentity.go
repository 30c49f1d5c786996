package read

import (
	"slices"

	"github.com/itemactivity/itemactivity/models"
)

// MustBeKnown returns the refusal of the first id that the caller knows from nowhere. The
// rule for the characters of new ids is younger than the databases, and issuers do not
// follow it: an id of a person, an application or a device that the caller can see, or
// that is in the caller's credentials, is taken whatever its characters are.
func (t Tx) MustBeKnown(ids []models.KnownOnly) error {
	// One action may name somebody hundreds of times.
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

// knowsIdentity says whether the id is the caller's own, or that of a member of a group
// that the caller may see, or of an actor of an access in one. An id that is only stored
// elsewhere is unknown, so that nobody can find out whether it is stored. Who may see every
// group knows every actor, every member, and every user who has called.
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
	// The statement begins at the groups of the id, of which there are few, and visits each
	// of an actor's groups once, however many accesses it has there.
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
