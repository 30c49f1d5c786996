package read

import "github.com/itemactivity/itemactivity/models"

// Fact is a row that says who did something, and who recorded it.
type Fact interface {
	// Identities returns the numbers of the identity sets of both.
	Identities() (actor, recordedBy int64)
}

// FactIdentities returns the identity sets of all the rows, by their numbers.
func FactIdentities[R Fact](v Tx, rows []R) (map[int64]*models.IdentitySet, error) {
	nums := make([]int64, 0, 2*len(rows))
	for _, r := range rows {
		actor, recordedBy := r.Identities()
		nums = append(nums, actor, recordedBy)
	}
	return v.IdentitySets(nums...)
}
