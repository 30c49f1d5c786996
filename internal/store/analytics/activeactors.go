package analytics

import (
	"cmp"
	"context"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/internal/store/statistics"
	"github.com/itemactivity/itemactivity/models"
)

// MostActiveActors returns the actors in a drive with the most activities of an action in a window, at
// most first. Actors with the same number are in the order in which they were recorded first. It returns
// BAD_USER_INPUT, QUERY_TOO_COMPLEX if too many actors were active in the last seven days, and UNAVAILABLE
// while the counts are filled after an upgrade.
func (s *Store) MostActiveActors(ctx context.Context, stat *models.DriveActivityStat, first *int, action models.CountedAction) ([]*models.ActiveActor, error) {
	n, err := firstOf(first)
	if err != nil {
		return nil, err
	}
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	all, actors := read.LoadFor[active[*models.ActiveActor]](v.Batches, stat, ranked{"mostActiveActors", action, n})
	defer actors.Unlock()
	if !actors.Done {
		actors.Set(mostActiveActors(v, all, n, action))
	}
	return actors.Value.of[stat], cmp.Or(actors.Err, actors.Value.rejected[stat])
}

func mostActiveActors(v read.Tx, stats []*models.DriveActivityStat, n int, action models.CountedAction) (found active[*models.ActiveActor], err error) {
	var ranked [][]count
	if ranked, found.rejected, err = activeActors.greatest(v, stats, action, n); err == nil {
		found.of, err = namedActors(v, stats, ranked, action)
	}
	return found, err
}

// namedActors returns the actors of the counts of each stat. The identity set of each is that of its last
// activity.
func namedActors[S comparable](v read.Tx, stats []S, of [][]count, action models.CountedAction) (map[S][]*models.ActiveActor, error) {
	var last []int64
	for _, counts := range of {
		for _, c := range counts {
			last = append(last, c.last)
		}
	}
	setOf, sets, err := lastActors(v, action, last)
	if err != nil {
		return nil, err
	}
	actors := make(map[S][]*models.ActiveActor, len(stats))
	for i, stat := range stats {
		actors[stat] = make([]*models.ActiveActor, 0, len(of[i]))
		for _, c := range of[i] {
			set := sets[setOf[c.last]]
			if set == nil {
				return nil, v.Database.RecordDamage(models.NewDerivedContentError("the number of activities of actor %d refers to activity %d, which does not exist", c.num, c.last))
			}
			actors[stat] = append(actors[stat], &models.ActiveActor{Actor: set, ActionCount: statistics.GraphInt(c.count)})
		}
	}
	return actors, nil
}

// lastActors returns the numbers of the identity sets of activities, and these identity sets.
func lastActors(v read.Tx, action models.CountedAction, nums []int64) (setOf map[int64]int64, sets map[int64]*models.IdentitySet, err error) {
	if len(nums) == 0 {
		return nil, nil, nil
	}
	query := "SELECT num, actor_num FROM drive_activities WHERE num IN (SELECT value FROM json_each(?))"
	if action == models.Accesses {
		query = "SELECT seq AS num, actor_num FROM item_activities WHERE seq IN (SELECT value FROM json_each(?))"
	}
	type activity struct{ Num, ActorNum int64 }
	found, err := statement.Find[activity](v.DB, query, codec.JSONNumbers(nums))
	if err != nil {
		return nil, nil, err
	}
	setOf = make(map[int64]int64, len(found))
	var setNums []int64
	for _, a := range found {
		setOf[a.Num] = a.ActorNum
		setNums = append(setNums, a.ActorNum)
	}
	sets, err = v.IdentitySets(setNums...)
	return setOf, sets, err
}
