package storetest

import (
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testClockStepsBack: recordedDateTime does not decrease when the clock steps back, within a
// run and after a restart.
func testClockStepsBack(t *testing.T, db Database) {
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	c := fixture.NewClock(noon)
	s := db.open(t, c.Now)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	record := func(s *store.Store, id models.ID) models.Instant {
		t.Helper()
		a, err := s.CreateItemActivity(fixture.Local(t), models.ActivityKey{
			GroupID: store.ExampleGroupID, ActivityID: store.ExampleActivityID, StatID: models.AllTimeWindow().ID(store.ExampleFileID),
		}, models.ItemActivity{ID: id, Access: models.NewAccessAction()})
		if err != nil {
			t.Fatal(err)
		}
		return a.RecordedDateTime
	}
	c.Turn(noon.Add(time.Hour))
	first := record(s, "first")
	if want := models.NewInstant(noon.Add(time.Hour)); first != want {
		t.Errorf("recorded at %s, not %s", first.DateTimeOffset(), want.DateTimeOffset())
	}
	c.Turn(noon)
	if second := record(s, "second"); second < first {
		t.Errorf("recorded at %s, after %s", second.DateTimeOffset(), first.DateTimeOffset())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if third := record(db.open(t, c.Now), "third"); third < first {
		t.Errorf("recorded at %s by the next run, after %s", third.DateTimeOffset(), first.DateTimeOffset())
	}
}
