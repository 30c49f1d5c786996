package storetest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testCountsOfInvisibleItem: a caller has a stat of an item that is not visible to the
// caller. Its counts are 0, and its lists are empty. Those of a caller who sees the item are not.
func testCountsOfInvisibleItem(t *testing.T, db Database) {
	s := db.openExample(t)
	if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("", "ann", 700_000)); err != nil {
		t.Fatal(err)
	}
	stat, err := s.ItemActivityStat(reading(t, s, fixture.Local(t)), exampleKey.StatID)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		caller *auth.Principal
		want   int
	}{{auth.Local(), 1}, {&auth.Principal{UserID: "mallory"}, 0}} {
		ctx := reading(t, s, fixture.As(t, test.caller))
		for name, count := range map[string]func(context.Context, *models.ItemActionStat) (int, error){
			"actionCount": s.ActionCount, "actorCount": s.ActorCount,
		} {
			if n, err := count(ctx, stat.Access()); err != nil || n != test.want {
				t.Errorf("%s: %s is %d, want %d (%v)", test.caller.UserID, name, n, test.want, err)
			}
		}
		accesses, err := s.ItemActivities(ctx, stat, models.PageArgs{})
		if err != nil {
			t.Fatal(err)
		}
		wantListed(t, ctx, string(test.caller.UserID)+": accesses", accesses.Connection, test.want)
		creations, err := s.DriveActivitiesWithin(ctx, stat, models.Creations, models.PageArgs{})
		if err != nil {
			t.Fatal(err)
		}
		wantListed(t, ctx, string(test.caller.UserID)+": creations", creations.Connection, test.want)
	}
}

// wantListed checks the length and the totalCount of a list that fits on one page.
func wantListed[T any](t *testing.T, ctx context.Context, name string, list models.Connection[T], want int) { //nolint:revive // t comes first
	t.Helper()
	total, err := list.Count(ctx)
	if err != nil || total == nil {
		t.Fatalf("%s: totalCount is missing (%v)", name, err)
	}
	if len(list.Edges) != want || *total != want {
		t.Errorf("%s: %d are listed and totalCount is %d, want %d", name, len(list.Edges), *total, want)
	}
}

// testDaysAreUTC: the day of an access is in UTC, whichever offset the client sent.
func testDaysAreUTC(t *testing.T, db Database) {
	s := db.openExample(t)
	at, err := models.ParseDateTimeOffset("2017-01-01T00:02:10.8639373+03:00")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"2016-12-31T21:02:10.8639373Z", "2016-12-31T07:02:10.8639373-14:00"} {
		same, err := models.ParseDateTimeOffset(text)
		if err != nil || same.Compare(at) != 0 {
			t.Fatal(text, err)
		}
		if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, models.ItemActivity{Access: models.NewAccessAction(), ActivityDateTime: &same}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, models.ItemActivity{Access: models.NewAccessAction(), ActivityDateTime: &at}); err != nil {
		t.Fatal(err)
	}
	wantCounts(t, s, "~day:2016-12-31~"+store.ExampleFileID, 3, 1)
	wantCounts(t, s, "~day:2017-01-01~"+store.ExampleFileID, 0, 0)
	wantCounts(t, s, "~week:2016-W52~"+store.ExampleFileID, 3, 1)
	wantCounts(t, s, "~month:2017-01~"+store.ExampleFileID, 0, 0)
}

// testCountsMatchListsDuringWrites reads a stat during writes. In each snapshot the counts,
// totalCount and the length of the list must be equal.
func testCountsMatchListsDuringWrites(t *testing.T, db Database) {
	s := db.openExample(t)
	const writers, each = 3, 120
	var writing sync.WaitGroup
	var running atomic.Int32
	running.Store(writers)
	for w := range writers {
		writing.Go(func() {
			defer running.Add(-1)
			for i := range each {
				id := models.ID(fmt.Sprintf("%d-%d", w, i))
				if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access(id, string(id), models.Day(700_000+i%3))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	lengths := map[int]bool{}
	for running.Load() > 0 {
		lengths[consistentLength(t, s)] = true
	}
	writing.Wait()
	if n := consistentLength(t, s); n != writers*each {
		t.Errorf("%d activities at the end, want %d", n, writers*each)
	}
	if len(lengths) < 3 {
		t.Errorf("the list had only the lengths %v, so the test is void", lengths)
	}
}

// consistentLength reads the example's stat in one snapshot, compares its counts with the
// length of its list, and returns the length.
func consistentLength(t *testing.T, s *store.Store) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(fixture.Local(t), time.Minute)
	defer cancel()
	ctx, end := snapshot(s, ctx)
	defer end()
	stat, err := s.ItemActivityStat(ctx, exampleKey.StatID)
	if err != nil {
		t.Fatal(err)
	}
	length, size := 0, models.MaxPageSize
	args := models.PageArgs{First: &size}
	for {
		list, err := s.ItemActivities(ctx, stat, args)
		if err != nil {
			t.Fatal(err)
		}
		length += len(list.Edges)
		if !list.PageInfo.HasNextPage {
			break
		}
		args.After = list.PageInfo.EndCursor()
	}
	days := 0
	for day := models.Day(700_000); day < 700_003; day++ {
		found, err := s.ItemActivityStat(ctx, models.StandardWindow(models.OneDay, day).ID(store.ExampleFileID))
		if err != nil {
			t.Fatal(err)
		}
		n, err := s.ActionCount(ctx, found.Access())
		if err != nil {
			t.Fatal(err)
		}
		days += n
	}
	actions, err := s.ActionCount(ctx, stat.Access())
	if err != nil {
		t.Fatal(err)
	}
	actors, err := s.ActorCount(ctx, stat.Access())
	if err != nil {
		t.Fatal(err)
	}
	if actions != length || actors != length || days != length {
		t.Errorf("%d actions, %d actors and %d actions by day, but the list has %d accesses", actions, actors, days, length)
	}
	return length
}

// wantCounts checks the action count, the actor count and the totalCount of a stat's list.
func wantCounts(t *testing.T, s *store.Store, stat models.ID, actions, actors int) {
	t.Helper()
	ctx := reading(t, s, fixture.Local(t))
	found, err := s.ItemActivityStat(ctx, stat)
	if err != nil || found == nil {
		t.Fatal(stat, found, err)
	}
	if n, err := s.ActionCount(ctx, found.Access()); err != nil || n != actions {
		t.Errorf("%s: actionCount is %d, want %d (%v)", stat, n, actions, err)
	}
	if n, err := s.ActorCount(ctx, found.Access()); err != nil || n != actors {
		t.Errorf("%s: actorCount is %d, want %d (%v)", stat, n, actors, err)
	}
	list, err := s.ItemActivities(ctx, found, models.PageArgs{})
	if err != nil {
		t.Fatal(err)
	}
	n, err := list.TotalCount(ctx)
	if err != nil || n == nil {
		t.Fatalf("%s: totalCount is missing (%v)", stat, err)
	}
	if *n != actions {
		t.Errorf("%s: totalCount is %d, want %d", stat, *n, actions)
	}
}
