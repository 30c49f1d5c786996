package storetest

import (
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testClockStepsBack: recordedDateTime does not decrease when the clock is set back, during
// a run or between two runs.
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
	c.Set(noon.Add(time.Hour))
	first := record(s, "first")
	if want := models.NewInstant(noon.Add(time.Hour)); first != want {
		t.Errorf("recordedDateTime is %s, want %s", first.DateTimeOffset(), want.DateTimeOffset())
	}
	c.Set(noon)
	if second := record(s, "second"); second < first {
		t.Errorf("recordedDateTime is %s, and was %s before", second.DateTimeOffset(), first.DateTimeOffset())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if third := record(db.open(t, c.Now), "third"); third < first {
		t.Errorf("recordedDateTime is %s in the next run, and was %s before", third.DateTimeOffset(), first.DateTimeOffset())
	}
}
