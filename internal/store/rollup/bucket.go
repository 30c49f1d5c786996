package rollup

import (
	"cmp"

	"github.com/itemactivity/itemactivity/models"
)

// AllTime is the day of a bucket that counts all days.
const AllTime models.Day = -1

// Bucket identifies a count of facts. It consists of an item, an action, and a UTC day or
// all time.
type Bucket struct {
	Item   int64
	Action models.CountedAction
	Day    models.Day
}

// Compare orders buckets by item, day and action.
func (b Bucket) Compare(other Bucket) int {
	return cmp.Or(cmp.Compare(b.Item, other.Item), cmp.Compare(b.Day, other.Day), cmp.Compare(b.Action, other.Action))
}

// Contribution is what one fact adds to one bucket.
type Contribution struct {
	Bucket
	// Actor is 0 if the fact has no counted actor.
	Actor int64
}
