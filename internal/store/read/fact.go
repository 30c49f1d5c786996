package read

import "github.com/itemactivity/itemactivity/models"

// Fact is the row of an activity.
type Fact interface {
	// Identities returns the numbers of two identity sets: that of the actor, and that of the
	// caller who recorded the activity.
	Identities() (actor, recordedBy int64)
}

// FactIdentities returns the identity sets of all rows, by number.
func FactIdentities[R Fact](v Tx, rows []R) (map[int64]*models.IdentitySet, error) {
	nums := make([]int64, 0, 2*len(rows))
	for _, r := range rows {
		actor, recordedBy := r.Identities()
		nums = append(nums, actor, recordedBy)
	}
	return v.IdentitySets(nums...)
}
