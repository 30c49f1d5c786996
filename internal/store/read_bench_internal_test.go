package store

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// mostRows is the size of a further store of the benchmarks.
var mostRows = flag.Int("rows", 0, "activities of a further store in the benchmarks, as in 10000000")

func storeSizes() []int {
	sizes := []int{10_000, 1_000_000}
	if *mostRows > 0 {
		sizes = append(sizes, *mostRows)
	}
	return sizes
}

// busyItem has all activities of a store. The larger the store, the more actors act on one
// day.
var busyItem = workload{name: "one busy item", items: 1, actors: 10_000, days: 365}

// fewActors has the same actors every day, whatever the number of activities.
var fewActors = workload{name: "by 20 actors", items: 1, actors: 20, days: 100}

// itemRead is a read of the item of a store.
type itemRead struct {
	name string
	read func(context.Context, *Store, *models.DriveItem) error
}

// lastDay is the day before which all activities of a store happened.
const lastDay = models.Day(700_000)

// commonReads are the reads of every store.
var commonReads = []itemRead{
	{"page of 25 with actors", func(ctx context.Context, s *Store, item *models.DriveItem) error {
		c, err := s.ItemActivities(ctx, models.NewItemActivityStat(models.AllTimeWindow(), item), models.PageArgs{})
		if err == nil && len(c.Edges) != models.DefaultPageSize {
			err = fmt.Errorf("%d edges", len(c.Edges))
		}
		return err
	}},
	{"allTime", func(ctx context.Context, s *Store, item *models.DriveItem) error {
		return s.askAll(ctx, models.NewItemActivityStat(models.AllTimeWindow(), item))
	}},
	{"one window of 90 days", func(ctx context.Context, s *Store, item *models.DriveItem) error {
		return s.askAll(ctx, models.NewItemActivityStat(models.Window{Start: lastDay - 90, End: lastDay}, item))
	}},
	{"90 days by interval", func(ctx context.Context, s *Store, item *models.DriveItem) error {
		day := func(d models.Day) models.DateTimeOffset { return models.Instant(d.Start()).DateTimeOffset() }
		stats, err := s.ActivitiesByInterval(ctx, item, day(lastDay-90), day(lastDay), models.OneDay)
		if err != nil {
			return err
		}
		return s.askAll(ctx, stats...)
	}},
}

// BenchmarkRead reads one item that has all activities of the store. The time must not depend
// on their number.
func BenchmarkRead(b *testing.B) {
	ofMany := []itemRead{{"count distinct over 90 days", func(ctx context.Context, s *Store, item *models.DriveItem) error {
		return s.countDistinct(ctx, item, lastDay-90, lastDay)
	}}}
	rare := rareFilters()
	for _, name := range slices.Sorted(maps.Keys(rare)) {
		ofMany = append(ofMany, itemRead{name, func(ctx context.Context, s *Store, _ *models.DriveItem) error {
			return s.findRare(ctx, rare[name])
		}})
	}
	for _, rows := range storeSizes() {
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			s := filledStore(b, busyItem, rows)
			recordRare(b, s)
			for _, r := range slices.Concat(commonReads, ofMany) {
				r.bench(b, s)
			}
			benchOpen(b, s)
		})
		b.Run(fmt.Sprintf("%d %s", rows, fewActors.name), func(b *testing.B) {
			s := filledStore(b, fewActors, rows)
			for _, r := range commonReads {
				r.bench(b, s)
			}
		})
	}
}

// benchOpen closes a store, and measures opening its database until the first result.
func benchOpen(b *testing.B, s *Store) {
	b.Helper()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("open, and the first result", func(b *testing.B) {
		for b.Loop() {
			opened := benchOpened(b, s.database.Path(), projection.Limits{})
			ctx, end := opened.begin(auth.WithPrincipal(b.Context(), auth.Local()), new(Attempt))
			_, err := opened.DriveItem(ctx, "item-0")
			end()
			b.StopTimer()
			if err = errors.Join(err, opened.Close()); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
}

func (r itemRead) bench(b *testing.B, s *Store) {
	b.Helper()
	b.Run(r.name, func(b *testing.B) {
		for b.Loop() {
			r.of(b, s)
		}
	})
}

// of reads once, in a snapshot of its own.
func (r itemRead) of(b *testing.B, s *Store) {
	b.Helper()
	ctx, end := s.begin(auth.WithPrincipal(b.Context(), auth.Local()), new(Attempt))
	defer end()
	item, err := s.DriveItem(ctx, "item-0")
	if err == nil {
		err = r.read(ctx, s, item)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// askAll requests both counts of the accesses concurrently, as the executor does.
func (s *Store) askAll(ctx context.Context, stats ...*models.ItemActivityStat) error {
	var asking errgroup.Group
	for _, stat := range stats {
		for _, ask := range []func(context.Context, *models.ItemActionStat) (int, error){s.ActionCount, s.ActorCount} {
			asking.Go(func() error {
				n, err := ask(ctx, stat.Access())
				if err == nil && n == 0 {
					err = errors.New("nothing is counted")
				}
				return err
			})
		}
	}
	return asking.Wait()
}

// BenchmarkStored measures how many bytes an activity takes on the disk, with and without the
// table that finds activities by actor, which has two rows for each activity here.
func BenchmarkStored(b *testing.B) {
	for _, load := range workloads {
		b.Run(load.name, func(b *testing.B) {
			const rows = 300_000
			s := grownStore(b, load, rows)
			for b.Loop() { //nolint:revive // there is nothing to repeat
			}
			all := fileSize(b, s)
			if err := s.database.Writes().Exec("DELETE FROM activity_actors").Error; err != nil {
				b.Fatal(err)
			}
			var free, size int64
			if err := s.database.Writes().Raw("SELECT freelist_count, page_size FROM pragma_freelist_count, pragma_page_size").Row().Scan(&free, &size); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(all)/rows, "B/activity")
			b.ReportMetric(float64(all-free*size)/rows, "B/activity-without-actors")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func fileSize(b *testing.B, s *Store) int64 {
	b.Helper()
	var path string
	if err := s.database.Writes().Raw("SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&path).Error; err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(filepath.Clean(path))
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}
