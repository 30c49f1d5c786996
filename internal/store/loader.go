package store

import (
	"context"
	"time"

	"github.com/vikstrous/dataloadgen"

	"github.com/itemactivity/itemactivity/models"
)

// loaderWait is how long a lookup waits for others like it. The executor asks
// for the fields of a list's elements at once, so a moment is enough.
const loaderWait = 200 * time.Microsecond

// loaders merge the lookups of one query, wherever in it they are, into one
// statement for each kind and level.
type loaders struct {
	groups          *dataloadgen.Loader[int64, *models.Group]
	drivesOfGroups  *dataloadgen.Loader[int64, *models.Drive]
	items           *dataloadgen.Loader[int64, *models.DriveItem]
	driveActivities *dataloadgen.Loader[int64, *models.DriveActivity]
	stats           *dataloadgen.Loader[int64, *models.ItemActivityStat]
	keys            *dataloadgen.Loader[int64, *keyRow]
	identitySets    *dataloadgen.Loader[int64, *models.IdentitySet]
	counts          *dataloadgen.Loader[seriesKey, []actionCounts]
	actors          *dataloadgen.Loader[actorsKey, []int64]
}

func newLoaders(s *Store) *loaders {
	return &loaders{
		groups: newLoader(s, groupTable, "groups.num",
			func(g *models.Group) int64 { return g.Num }, asTheyAre[*models.Group]),
		drivesOfGroups: newLoader(s, driveTable, "drives.group_num",
			func(d *models.Drive) int64 { return d.GroupNum }, asTheyAre[*models.Drive]),
		items: newLoader(s, driveItemTable, "drive_items.num",
			func(i *models.DriveItem) int64 { return i.Num }, asTheyAre[*models.DriveItem]),
		driveActivities: newLoader(s, driveActivityTable, "drive_activities.num",
			func(r driveActivityRow) int64 { return r.Num }, view.driveActivities),
		stats: newLoader(s, itemActivityStatTable, "item_activity_stats.num",
			func(r statRow) int64 { return r.Num }, func(_ view, rows []statRow) ([]*models.ItemActivityStat, error) { return stats(rows) }),
		keys: newLoader(s, keyTable, "activity_keys.num",
			func(k *keyRow) int64 { return k.Num }, asTheyAre[*keyRow]),
		identitySets: dataloadgen.NewMappedLoader(func(ctx context.Context, nums []int64) (map[int64]*models.IdentitySet, error) {
			v, err := s.read(ctx)
			if err != nil {
				return nil, err
			}
			return v.identitySets(nums...)
		}, dataloadgen.WithWait(loaderWait)),
		counts: newStatLoader(s, loadCounts),
		actors: newStatLoader(s, loadActors),
	}
}

// newStatLoader returns a loader of what the rollups say.
func newStatLoader[K comparable, T any](s *Store, load func(view, []K) (map[K]T, error)) *dataloadgen.Loader[K, T] {
	return dataloadgen.NewMappedLoader(func(ctx context.Context, keys []K) (map[K]T, error) {
		v, err := s.read(ctx)
		if err != nil {
			return nil, err
		}
		return load(v, keys)
	}, dataloadgen.WithWait(loaderWait))
}

func asTheyAre[T any](_ view, rows []T) ([]T, error) { return rows, nil }

// newLoader returns a loader of the rows of a table by a column, made into what
// they stand for. It finds nil where the caller may see nothing.
func newLoader[R, T any](s *Store, t table, column string, key func(R) int64, nodes func(view, []R) ([]T, error)) *dataloadgen.Loader[int64, T] {
	return dataloadgen.NewMappedLoader(func(ctx context.Context, nums []int64) (map[int64]T, error) {
		v, err := s.read(ctx)
		if err != nil {
			return nil, err
		}
		var rows []R
		err = v.db.Table(t.name).Where(column+" IN (SELECT value FROM json_each(?))", jsonOf(nums)).
			Scopes(v.within(t.group)).Find(&rows).Error
		if err != nil {
			return nil, err
		}
		made, err := nodes(v, rows)
		if err != nil {
			return nil, err
		}
		loaded := make(map[int64]T, len(nums))
		for _, num := range nums {
			var none T
			loaded[num] = none
		}
		for i, r := range rows {
			loaded[key(r)] = made[i]
		}
		return loaded, nil
	}, dataloadgen.WithWait(loaderWait))
}
