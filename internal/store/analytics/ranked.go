package analytics

import (
	"cmp"
	"slices"

	"github.com/itemactivity/itemactivity/models"
)

// count is the number of activities of an item or of an actor in a window.
type count struct {
	// num is the number of the item or of the actor.
	num, count int64
	// last is the number of the activity that was recorded last: the seq of an access, or the num of a
	// drive activity.
	last int64
}

// counts contains the counts of a window by the number of the item or of the actor.
type counts map[int64]count

// add adds activities to a count.
func (c counts) add(more count) {
	sum := c[more.num]
	c[more.num] = count{more.num, sum.count + more.count, max(sum.last, more.last)}
}

// first returns the greatest counts. Equal counts are in the order of their numbers.
func (c counts) first(n int) []count {
	all := make([]count, 0, len(c))
	for _, one := range c {
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b count) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.num, b.num))
	})
	return all[:min(n, len(all))]
}

// active contains the most active items or actors of each stat, or the error of the stat.
type active[A any] struct {
	of       map[*models.DriveActivityStat][]A
	rejected map[*models.DriveActivityStat]error
}

// ranked identifies a load of the most active items or actors among the loads of a batch.
type ranked struct {
	field  string
	action models.CountedAction
	first  int
}
