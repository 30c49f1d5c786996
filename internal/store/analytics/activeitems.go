package analytics

import (
	"cmp"
	"context"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statistics"
	"github.com/itemactivity/itemactivity/models"
)

// MostActiveItems returns the items of a drive with the most activities of an action in a window, at most
// first. Items with the same number are in the order of their creation. It returns BAD_USER_INPUT,
// QUERY_TOO_COMPLEX if too many items were active in the last seven days, and UNAVAILABLE while the counts
// are filled after an upgrade.
func (s *Store) MostActiveItems(ctx context.Context, stat *models.DriveActivityStat, first *int, action models.CountedAction) ([]*models.ActiveItem, error) {
	n, err := firstOf(first)
	if err != nil {
		return nil, err
	}
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	all, items := read.LoadFor[active[*models.ActiveItem]](v.Batches, stat, ranked{"mostActiveItems", action, n})
	defer items.Unlock()
	if !items.Done {
		items.Set(mostActiveItems(v, all, n, action))
	}
	return items.Value.of[stat], cmp.Or(items.Err, items.Value.rejected[stat])
}

func mostActiveItems(v read.Tx, stats []*models.DriveActivityStat, n int, action models.CountedAction) (found active[*models.ActiveItem], err error) {
	ranked, rejected, err := activeItems.greatest(v, stats, action, n)
	if err != nil {
		return found, err
	}
	var nums []int64
	for _, counts := range ranked {
		nums = append(nums, read.Numbers(counts, func(c count) int64 { return c.num })...)
	}
	items, err := drive.Items.Load(v, read.Numbers(nums, func(num int64) int64 { return num }))
	if err != nil {
		return found, err
	}
	found = active[*models.ActiveItem]{make(map[*models.DriveActivityStat][]*models.ActiveItem, len(stats)), rejected}
	var made []*models.ItemActivityStat
	for i, stat := range stats {
		found.of[stat] = make([]*models.ActiveItem, 0, len(ranked[i]))
		for _, c := range ranked[i] {
			item := items[c.num]
			if item == nil {
				return found, v.Database.RecordDamage(models.NewDerivedContentError("a number of activities refers to item %d, which does not exist", c.num))
			}
			ofItem := models.NewItemActivityStat(stat.Window, item)
			made = append(made, ofItem)
			found.of[stat] = append(found.of[stat], &models.ActiveItem{
				DriveItem: item, ActionCount: statistics.GraphInt(c.count), Stat: &models.ItemActionStat{Stat: ofItem, Action: action},
			})
		}
	}
	read.MakeBatch(v.Batches, made)
	return found, nil
}
