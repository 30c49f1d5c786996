package ranking

import (
	"cmp"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// Addition is one activity in the count of an item or of an actor in a period.
type Addition struct {
	Group  int64
	Action models.CountedAction
	Period Period
	// Of is the number of the item or of the actor.
	Of int64
	// Num is the seq of an access, or the num of a drive activity.
	Num int64
}

func (a Addition) compare(b Addition) int {
	return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Action, b.Action), cmp.Compare(a.Period, b.Period),
		cmp.Compare(a.Of, b.Of), cmp.Compare(a.Num, b.Num))
}

// Ranking contains what activities add to the counts of items and of actors.
type Ranking struct {
	Items, Actors []Addition
}

// Count adds an activity to all periods of its time. Its actor is 0 if it has no counted actor.
func (r *Ranking) Count(group, item, actor int64, action models.CountedAction, ticks, num int64) {
	for _, period := range PeriodsOf(models.Instant(ticks).Day()) {
		r.Items = append(r.Items, Addition{group, action, period, item, num})
		if actor != 0 {
			r.Actors = append(r.Actors, Addition{group, action, period, actor, num})
		}
	}
}

// Add adds the activities of another ranking.
func (r *Ranking) Add(other Ranking) {
	r.Items = append(r.Items, other.Items...)
	r.Actors = append(r.Actors, other.Actors...)
}

// Flush stores the ranking in a transaction.
func (r *Ranking) Flush(tx *gorm.DB) error {
	for _, additions := range [][]Addition{r.Items, r.Actors} {
		slices.SortFunc(additions, Addition.compare)
	}
	if err := AddItems(tx, r.Items); err != nil {
		return fmt.Errorf("active items: %w", err)
	}
	if err := AddActors(tx, r.Actors); err != nil {
		return fmt.Errorf("active actors: %w", err)
	}
	return nil
}

// counted is the sum of consecutive additions to the same row.
type counted struct {
	Addition
	count int64
}

// sum returns one element for each row to which sorted additions belong. Its Num is that of the last one.
func sum(additions []Addition) []counted {
	sums := make([]counted, 0, len(additions))
	for _, a := range additions {
		if n := len(sums); n > 0 {
			last := &sums[n-1]
			if a.Group == last.Group && a.Action == last.Action && a.Period == last.Period && a.Of == last.Of {
				last.Num, last.count = a.Num, last.count+1
				continue
			}
		}
		sums = append(sums, counted{a, 1})
	}
	return sums
}

// AddItems adds to the counts of items. The additions must be sorted by group, action, period, item and
// num.
func AddItems(tx *gorm.DB, additions []Addition) error { return addItems.Run(tx, sum(additions)) }

// AddActors adds to the counts of actors. The additions must be sorted by group, action, period, actor and
// num, and no earlier addition may have a greater num.
func AddActors(tx *gorm.DB, additions []Addition) error { return addActors.Run(tx, sum(additions)) }

var (
	addItems = statement.NewInsert("active_items (group_num, action, period, item_num, count)",
		"ON CONFLICT DO UPDATE SET count = count + excluded.count",
		func(values []any, c counted) []any {
			return append(values, c.Group, int64(c.Action), int64(c.Period), c.Of, c.count)
		})
	addActors = statement.NewInsert("active_actors (group_num, action, period, actor_num, count, last_num)",
		"ON CONFLICT DO UPDATE SET count = count + excluded.count, last_num = excluded.last_num",
		func(values []any, c counted) []any {
			return append(values, c.Group, int64(c.Action), int64(c.Period), c.Of, c.count, c.Num)
		})
)
