package store

import (
	"slices"

	"github.com/itemactivity/itemactivity/models"
)

// mustBeKnown returns the refusal of the first id that is not known. The rule for the
// characters of new ids is younger than the databases, and issuers do not follow it: an id
// of a person, an application or a device that is stored, or in the caller's credentials,
// is taken whatever its characters are.
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

// knowsIdentity says whether somebody has this id: as an actor, as a member of a group, as
// a user who has called, or as the caller.
func (t *mutationTx) knowsIdentity(key models.ActorKey) (known bool, err error) {
	if slices.Contains(t.caller.IdentitySet().ActorKeys(), key) {
		return true, nil
	}
	statement := "SELECT EXISTS (SELECT 1 FROM actors WHERE slot = ? AND by_name = 0 AND value = ?)"
	vars := []any{int64(key.Slot), key.Value}
	member := " OR EXISTS (SELECT 1 FROM group_members WHERE kind = ? AND member = ?)"
	switch key.Slot {
	case models.UserSlot:
		statement += member + " OR EXISTS (SELECT 1 FROM users WHERE id = ?)"
		vars = append(vars, int64(userMember), key.Value, key.Value)
	case models.ApplicationSlot:
		statement += member
		vars = append(vars, int64(applicationMember), key.Value)
	}
	err = t.row(statement, vars...).Scan(&known)
	return known, err
}
