package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// exampleKey is the key of accesses to the file of the example.
var exampleKey = models.ActivityKey{GroupID: ExampleGroupID, ActivityID: ExampleActivityID, StatID: "~allTime~" + ExampleFileID}

// openExample opens a store with the example.
func openExample(t *testing.T) *Store {
	t.Helper()
	s := open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// wantCounts requires that a stat has these numbers of accesses and actors, and that its list
// has the same count.
func wantCounts(t *testing.T, s *Store, stat models.ID, actions, actors int) {
	t.Helper()
	ctx, end := s.begin(fixture.Local(t), new(Attempt))
	defer end()
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
		t.Fatalf("%s: there is no totalCount (%v)", stat, err)
	}
	if *n != actions {
		t.Errorf("%s: totalCount is %d, want %d", stat, *n, actions)
	}
}

// TestReplayedGroupCountsOnce commits a group that is rolled back and repeated. It requires
// that mutations that succeed count once, and that one that failed after it had written does
// not count.
func TestReplayedGroupCountsOnce(t *testing.T) {
	s := openExample(t)
	release := hold(t, s)
	runs := 0
	var group []*write.Mutation
	for i := range 20 {
		group = append(group, queue(t, s, auth.Local(), func(tx *write.Tx) error {
			if i == 0 {
				runs++
			}
			_, err := s.Record(tx, exampleKey, fixture.Access(models.ID(fmt.Sprintf("a%d", i)), fmt.Sprintf("user-%d", i), 700_000))
			switch {
			case err != nil:
				return err
			case i == 7:
				return errors.New("failed after it had written")
			case i == 9:
				panic("a fault of the program")
			}
			return nil
		}))
	}
	release()
	for i, m := range group {
		if err := <-m.Done; (err != nil) != (i == 7 || i == 9) {
			t.Errorf("the error of mutation %d is %v", i, err)
		}
	}
	if runs != 2 {
		t.Errorf("the group ran %d times, so nothing was tested", runs)
	}
	wantCounts(t, s, "~allTime~"+ExampleFileID, 18, 18)
	wantCounts(t, s, models.StandardWindow(models.OneDay, 700_000).ID(ExampleFileID), 18, 18)
	// The cache must not contain what was rolled back: these actors have new numbers, and
	// are new.
	for i, id := range []models.ID{"b7", "b9"} {
		if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access(id, fmt.Sprintf("user-%d", 7+2*i), 700_000)); err != nil {
			t.Fatal(err)
		}
	}
	wantCounts(t, s, "~allTime~"+ExampleFileID, 20, 20)
}

// TestRepetitionsCountOnce repeats a request by its id in the same group and in later ones,
// and by its idempotency key.
func TestRepetitionsCountOnce(t *testing.T) {
	s := openExample(t)
	record := func(tx *write.Tx) error {
		_, err := s.Record(tx, exampleKey, fixture.Access("once", "ann", 700_000))
		return err
	}
	release := hold(t, s)
	first, second := queue(t, s, auth.Local(), record), queue(t, s, auth.Local(), record)
	release()
	if err := errors.Join(<-first.Done, <-second.Done); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := s.writer.Do(fixture.Local(t), record); err != nil {
			t.Error(err)
		}
		if err := s.Mutate(fixture.Local(t), &Attempt{Key: "key"}, func(ctx context.Context) error {
			_, err := s.CreateItemActivity(ctx, exampleKey, fixture.Access("", "bob", 700_000))
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	wantCounts(t, s, "~allTime~"+ExampleFileID, 2, 2)
}

// TestManyActors counts more actors than one set of a bucket can contain, by day and over
// several days, and after a restart.
func TestManyActors(t *testing.T) {
	s := openExample(t)
	const actors = 1<<codec.ActorSetBits + 1000
	var item int64
	record := func(from, until int64, day models.Day) {
		t.Helper()
		err := s.writer.Do(fixture.Local(t), func(tx *write.Tx) error {
			found, err := drive.FindItem(tx.Tx, "", ExampleFileID)
			if err != nil {
				return err
			}
			item = found.Num
			tx.Wrote = true
			for actor := from; actor < until; actor++ {
				for _, of := range []models.Day{day, rollup.AllTime} {
					tx.Rollup.Items = append(tx.Rollup.Items, rollup.Contribution{Bucket: rollup.Bucket{Owner: item, Day: of}, Actor: actor})
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	record(1, actors, 700_000)
	record(1, actors, 700_000)
	record(500, actors+500, 700_001)
	wantCounts(t, s, models.StandardWindow(models.OneDay, 700_000).ID(ExampleFileID), 2*actors-2, actors-1)
	day := func(d models.Day) models.ID { return models.StandardWindow(models.OneDay, d).ID(ExampleFileID) }
	ctx := reading(t, s, fixture.Local(t))
	for id, want := range map[models.ID]int{
		day(700_000): actors - 1, day(700_001): actors, "~allTime~" + ExampleFileID: actors + 499,
		models.StandardWindow(models.OneWeek, 700_000-700_000%7).ID(ExampleFileID): actors + 499,
	} {
		stat, err := s.ItemActivityStat(ctx, id)
		if err != nil || stat == nil {
			t.Fatal(stat, err)
		}
		if n, err := s.ActorCount(ctx, stat.Access()); err != nil || n != want {
			t.Errorf("%s: %d actors, want %d (%v)", id, n, want, err)
		}
	}
	var largest int
	if err := s.database.Reads().Raw("SELECT max(length(actors)) FROM item_action_actors").Scan(&largest).Error; err != nil || largest > 8300 {
		t.Errorf("the largest row has %d bytes (%v)", largest, err)
	}
}

// TestFailedCommitLeavesNothingInMemory requires that a commit that fails after its sets of
// actors were written does not count, and that its actors count when they are recorded later. The
// tail of the log contains nothing of it.
func TestFailedCommitLeavesNothingInMemory(t *testing.T) {
	s := openManual(t, filepath.Join(t.TempDir(), "itemactivity.db"))
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	try := func(user string) error {
		return s.writer.Do(fixture.Local(t), func(tx *write.Tx) error {
			if _, err := s.Record(tx, exampleKey, fixture.Access(models.ID(user), user, 700_000)); err != nil {
				return err
			}
			_, err := drive.CreateActivity(tx, ExampleFileID, models.DriveActivity{
				Action: &models.ItemActionSet{Edit: &models.EditAction{}}, Actor: &models.IdentitySet{User: &models.Identity{ID: &user}},
			})
			return err
		})
	}
	want := func(users ...models.ID) {
		t.Helper()
		wantUsers(t, s, users...)
		ctx, end := s.begin(fixture.Local(t), new(Attempt))
		defer end()
		stat, err := s.ItemActivityStat(ctx, exampleKey.StatID)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := s.ActorCount(ctx, stat.Edit()); err != nil || n != len(users) {
			t.Errorf("%d actors have edited, want %d (%v)", n, len(users), err)
		}
		entries, ok := s.source.Tail.All(0, int64(len(users)))
		if !ok || s.source.Tail.Len() != len(users) {
			t.Fatalf("the tail contains %d entries of %d (%v)", s.source.Tail.Len(), len(users), ok)
		}
		for i, e := range entries {
			if e.ID != users[i] {
				t.Errorf("entry %d of the tail is %q, want %q", i, e.ID, users[i])
			}
		}
	}
	if err := try("ann"); err != nil { // the bucket is in the cache from here on
		t.Fatal(err)
	}
	exec(t, s, "CREATE TEMP TRIGGER broken BEFORE INSERT ON drive_activity_actions BEGIN SELECT RAISE(ABORT, 'broken'); END")
	for _, user := range []string{"ann again", "bob"} {
		if try(user) == nil {
			t.Error("the commit succeeded")
		}
	}
	want("ann")
	exec(t, s, "DROP TRIGGER broken")
	// An actor who is recorded later would store the set, with the missing actors.
	if err := try("bob"); err != nil {
		t.Fatal(err)
	}
	want("ann", "bob")
}

// TestFailedCommitRecordsNothing requires that the lists in the order of recording contain
// nothing of a commit that failed, although its seqs are assigned again.
func TestFailedCommitRecordsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := reopen(t, path, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	try := func(id models.ID) error {
		return s.writer.Do(fixture.Local(t), func(tx *write.Tx) error {
			if _, err := s.Record(tx, exampleKey, fixture.Access(id, "ann", 700_000)); err != nil {
				return err
			}
			_, err := drive.CreateActivity(tx, ExampleFileID, models.DriveActivity{Action: &models.ItemActionSet{Edit: &models.EditAction{}}})
			return err
		})
	}
	if err := try("first"); err != nil {
		t.Fatal(err)
	}
	// The posting lists are written before this table.
	if err := s.database.Writes().Exec("CREATE TEMP TRIGGER broken BEFORE INSERT ON drive_activity_actions BEGIN SELECT RAISE(ABORT, 'broken'); END").Error; err != nil {
		t.Fatal(err)
	}
	if try("second") == nil {
		t.Error("the commit succeeded")
	}
	if err := s.database.Writes().Exec("DROP TRIGGER broken").Error; err != nil {
		t.Fatal(err)
	}
	if err := try("third"); err != nil {
		t.Fatal(err)
	}
	if found := verified(t, path); found.Different > 0 {
		t.Errorf("%d differences:\n%s", found.Different, strings.Join(found.Differences, "\n"))
	}
	item, order := ExampleFileID, models.EarliestRecordedFirst
	list, err := s.FilteredActivities(reading(t, s, fixture.Local(t)), models.ItemActivityFilter{DriveItemID: &item}, &order, models.PageArgs{})
	if err != nil || len(list.Edges) != 2 || list.Edges[0].Node.ID != "first" || list.Edges[1].Node.ID != "third" {
		t.Errorf("%d activities are listed (%v)", len(list.Edges), err)
	}
}

// TestListsOfInvisibleScopes requires that lists in the order of recording contain nothing for
// a caller who may not see their scope.
func TestListsOfInvisibleScopes(t *testing.T) {
	s := openExample(t)
	if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("", "ann", 700_000)); err != nil {
		t.Fatal(err)
	}
	item, err := s.DriveItem(reading(t, s, fixture.Local(t)), ExampleFileID)
	if err != nil {
		t.Fatal(err)
	}
	for caller, want := range map[*auth.Principal]int{auth.Local(): 1, {UserID: "mallory"}: 0} {
		ctx := reading(t, s, fixture.As(t, caller))
		for column, of := range map[activitylog.Column]itemactivity.Selection{
			activitylog.Item:  {Group: item.GroupNum, Item: item.Num, Before: 9},
			activitylog.Group: {Group: item.GroupNum, Before: 9},
		} {
			list, err := read.Connection(ctx, itemactivity.AccessesOf(column, models.LatestRecordedFirst), of, models.PageArgs{})
			if err != nil || len(list.Edges) != want {
				t.Errorf("%d: %d activities are listed, want %d (%v)", column, len(list.Edges), want, err)
			}
			if n, err := list.TotalCount(ctx); err != nil || *n != want {
				t.Errorf("%d: %d activities are counted, want %d (%v)", column, *n, want, err)
			}
		}
	}
}
