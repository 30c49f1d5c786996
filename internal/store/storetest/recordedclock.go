package storetest

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// The times of the clock: the correct one, one ahead of it, and one behind it.
var (
	clockRight  = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)
	clockAhead  = time.Date(2099, time.January, 1, 0, 0, 0, 0, time.UTC)
	clockBehind = time.Unix(0, 0).UTC()
)

// clockedStore is a store that is closed and opened again with different clocks.
type clockedStore struct {
	*store.Store
	db  Database
	log bytes.Buffer
}

// restart opens the store with a constant clock, and returns the log of the start.
func (s *clockedStore) restart(t *testing.T, clock time.Time) (logged string) {
	t.Helper()
	if s.Store != nil {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s.log.Reset()
	s.Store = s.db.Open(t, store.Config{
		Logger: slog.New(slog.NewTextHandler(&s.log, nil)), Now: func() time.Time { return clock }, MaxFuture: 24 * time.Hour,
	})
	return s.log.String()
}

// recordNow records an access without a time.
func (s *clockedStore) recordNow(t *testing.T, id models.ID) *models.ItemActivity {
	t.Helper()
	a, err := s.CreateItemActivity(fixture.Local(t), exampleKey, models.ItemActivity{ID: id, Access: models.NewAccessAction()})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// byRecording reads the accesses in pages of one.
func (s *clockedStore) byRecording(t *testing.T, within *models.DateTimeRange) (ids []models.ID) {
	t.Helper()
	ctx, order := reading(t, s.Store, fixture.Local(t)), models.EarliestRecordedFirst
	filter := models.ItemActivityFilter{GroupID: new(store.ExampleGroupID), RecordedDateTime: within}
	args := models.PageArgs{First: new(1)}
	for {
		c, err := s.FilteredActivities(ctx, filter, &order, args)
		if err != nil {
			t.Fatal(err)
		}
		for _, node := range c.Nodes() {
			ids = append(ids, node.ID)
		}
		if !c.PageInfo.HasNextPage {
			return ids
		}
		args.After = c.PageInfo.EndCursor()
	}
}

// testRunsWithWrongClock: in one run the clock is in 2099, and in another in 1970.
// recordedDateTime must not decrease. All other times must be those of the clock.
func testRunsWithWrongClock(t *testing.T, db Database) {
	s := &clockedStore{db: db}
	s.restart(t, clockRight)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	var want []models.ID
	last := models.Instant(0)
	for run, clock := range []time.Time{clockRight, clockAhead, clockRight.Add(time.Hour), clockBehind, clockRight.Add(2 * time.Hour)} {
		logged := s.restart(t, clock)
		now := models.NewInstant(clock)
		if behind := clock.Before(clockRight) || run > 1; strings.Contains(logged, "level=ERROR") != behind {
			t.Errorf("run %d, at %s: the log contains %q", run, clock, logged)
		}
		if ahead := s.Metrics().RecordedAheadSeconds; ahead != max(0, float64(last-now)/1e7) {
			t.Errorf("run %d: recordedDateTime is %f s ahead of the clock", run, ahead)
		}
		id := models.ID(fmt.Sprint("run", run))
		a := s.recordNow(t, id)
		if got := models.Instant(a.ActivityDateTime.Ticks()); got != now {
			t.Errorf("run %d: activityDateTime is %s, but the clock is at %s", run, got.DateTimeOffset(), now.DateTimeOffset())
		}
		last = max(last, now)
		if a.RecordedDateTime != last {
			t.Errorf("run %d: recordedDateTime is %s, want %s", run, a.RecordedDateTime.DateTimeOffset(), last.DateTimeOffset())
		}
		want = append(want, id)
		if got := s.byRecording(t, nil); !slices.Equal(got, want) {
			t.Errorf("run %d: the accesses by recording are %v, want %v", run, got, want)
		}
		item, err := s.CreateDriveItem(fixture.Local(t), store.ExampleDriveID, models.DriveItem{Name: "x", File: &models.File{}})
		if err != nil || item.CreatedDateTime != now {
			t.Errorf("run %d: createdDateTime is %s (%v)", run, item.CreatedDateTime.DateTimeOffset(), err)
		}
		if item, err = s.DeleteDriveItem(fixture.Local(t), item.ID); err != nil || *item.DeletedDateTime != now {
			t.Errorf("run %d: deletedDateTime is %s (%v)", run, item.DeletedDateTime.DateTimeOffset(), err)
		}
		ctx := reading(t, s.Store, fixture.Local(t))
		file, err := s.DriveItem(ctx, store.ExampleFileID)
		if err != nil {
			t.Fatal(err)
		}
		week, err := s.LastSevenDays(ctx, file)
		if err != nil || !week.Window.Holds(int64(now)) {
			t.Errorf("run %d: the last seven days are %s (%v)", run, week.Window, err)
		}
		if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, models.ItemActivity{
			Access: models.NewAccessAction(), ActivityDateTime: new(now.Add(25 * time.Hour).DateTimeOffset()),
		}); err == nil {
			t.Errorf("run %d: an access of tomorrow was recorded", run)
		}
	}
	wrong := models.NewInstant(clockAhead).DateTimeOffset()
	if got := s.byRecording(t, &models.DateTimeRange{Before: &wrong}); !slices.Equal(got, want[:1]) {
		t.Errorf("the accesses recorded before 2099 are %v", got)
	}
	if got := s.byRecording(t, &models.DateTimeRange{From: &wrong}); !slices.Equal(got, want[1:]) {
		t.Errorf("the accesses recorded from 2099 on are %v", got)
	}
	db.wantVerified(t)
}
