package itemactivity

import (
	"context"
	"maps"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// GroupOf returns the group in the key of an item activity.
func (s *Store) GroupOf(ctx context.Context, a *models.ItemActivity) (*models.Group, error) {
	v, keys, err := s.readActivityKeys(ctx, a)
	if err != nil {
		return nil, err
	}
	return object.Found(read.Related(v, "group", group.Groups, a, func(a *models.ItemActivity) int64 { return keys[a.KeyNum].GroupNum }))("", "group")
}

// ItemOf returns the item that was accessed.
func (s *Store) ItemOf(ctx context.Context, a *models.ItemActivity) (*models.DriveItem, error) {
	v, keys, err := s.readActivityKeys(ctx, a)
	if err != nil {
		return nil, err
	}
	return object.Found(read.Related(v, "driveItem", drive.Items, a, func(a *models.ItemActivity) int64 { return keys[a.KeyNum].ItemNum }))("", "item")
}

// DriveActivityOf returns the drive activity in the key of an item activity.
func (s *Store) DriveActivityOf(ctx context.Context, a *models.ItemActivity) (*models.DriveActivity, error) {
	v, keys, err := s.readActivityKeys(ctx, a)
	if err != nil {
		return nil, err
	}
	all, activities := read.LoadFor[map[keyedActivity]*models.DriveActivity](v.Batches, a, "driveActivity")
	defer activities.Unlock()
	if !activities.Done {
		keyed := make(map[keyedActivity]bool, len(all))
		for _, a := range all {
			keyed[activityOf(keys[a.KeyNum])] = true
		}
		activities.Set(keyedActivities(v, slices.Collect(maps.Keys(keyed))))
	}
	return object.Found(activities.Value[activityOf(keys[a.KeyNum])], activities.Err)("", "activity")
}

// ItemActivityStatOf returns the stat in the key of an item activity.
func (s *Store) ItemActivityStatOf(ctx context.Context, a *models.ItemActivity) (*models.ItemActivityStat, error) {
	v, keys, err := s.readActivityKeys(ctx, a)
	if err != nil {
		return nil, err
	}
	all, stats := read.LoadFor[map[keyedWindow]*models.ItemActivityStat](v.Batches, a, "stat")
	defer stats.Unlock()
	if !stats.Done {
		windows := make(map[keyedWindow]bool, len(all))
		for _, a := range all {
			windows[windowOf(keys[a.KeyNum])] = true
		}
		stats.Set(keyedStats(v, slices.Collect(maps.Keys(windows))))
	}
	return object.Found(stats.Value[windowOf(keys[a.KeyNum])], stats.Err)("", "stat")
}

// keyedWindow identifies the stat in a key.
type keyedWindow struct {
	itemNum int64
	kind    models.WindowKind
	ref     int64
}

func windowOf(k KeyRow) keyedWindow { return keyedWindow{k.ItemNum, k.WindowKind, k.WindowRef} }

// keyedStats returns the stats in keys that the caller may see, as a batch.
func keyedStats(v read.Tx, windows []keyedWindow) (map[keyedWindow]*models.ItemActivityStat, error) {
	stored, err := Stats.Load(v, read.Numbers(windows, func(w keyedWindow) int64 {
		if w.kind != models.StoredWindow {
			return 0
		}
		return w.ref
	}))
	if err != nil {
		return nil, err
	}
	items, err := drive.Items.Load(v, read.Numbers(windows, func(w keyedWindow) int64 {
		if w.kind == models.StoredWindow {
			return 0
		}
		return w.itemNum
	}))
	if err != nil {
		return nil, err
	}
	stats := make(map[keyedWindow]*models.ItemActivityStat, len(windows))
	for _, w := range windows {
		if item := items[w.itemNum]; w.kind == models.StoredWindow {
			if stat := stored[w.ref]; stat != nil {
				stats[w] = stat
			}
		} else if item != nil {
			stats[w] = models.NewItemActivityStat(models.StandardWindow(w.kind, models.Day(w.ref)), item)
		}
	}
	read.MakeBatch(v.Batches, slices.Collect(maps.Values(stats)))
	return stats, nil
}

// readActivityKeys returns the read transaction of a context, and the keys of all activities in
// the batch of an activity, by number. The keys are cached for all callers. The objects that
// they refer to are limited to those that this caller may see.
func (s *Store) readActivityKeys(ctx context.Context, a *models.ItemActivity) (read.Tx, map[int64]KeyRow, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return read.Tx{}, nil, err
	}
	all, keys := read.LoadFor[map[int64]KeyRow](v.Batches, a, "keys")
	defer keys.Unlock()
	if !keys.Done {
		found := make(map[int64]KeyRow, len(all))
		missing := read.Numbers(all, func(a *models.ItemActivity) int64 {
			k, ok := s.keys.ByNum.Get(a.KeyNum)
			if ok {
				found[k.Num] = k
				return 0
			}
			return a.KeyNum
		})
		stored, err := activityKeys.Load(v, missing)
		for num, k := range stored {
			found[num] = *k
			s.keys.ByNum.Add(num, *k)
		}
		keys.Set(found, err)
	}
	return v, keys.Value, keys.Err
}
