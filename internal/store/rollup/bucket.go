package rollup

import (
	"cmp"

	"github.com/itemactivity/itemactivity/models"
)

// AllTime is the day of a bucket that counts all days.
const AllTime models.Day = -1

// Bucket identifies a count of facts. It consists of an owner, an action, and a UTC day or all time. The
// owner is the number of an item or of a group.
type Bucket struct {
	Owner  int64
	Action models.CountedAction
	Day    models.Day
}

// Compare orders buckets by owner, day and action.
func (b Bucket) Compare(other Bucket) int {
	return cmp.Or(cmp.Compare(b.Owner, other.Owner), cmp.Compare(b.Day, other.Day), cmp.Compare(b.Action, other.Action))
}

// Contribution is what one fact adds to one bucket.
type Contribution struct {
	Bucket
	// Actor is 0 if the fact has no counted actor.
	Actor int64
}
