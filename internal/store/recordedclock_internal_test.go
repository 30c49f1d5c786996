package store

import (
	"errors"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// The clock shows the right time, in 2026, or a wrong one.
var (
	rightClock = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)
	farAhead   = time.Date(2099, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// TestWrongClockThatRecordsNothing requires that the recordedDateTime does not advance with a
// wrong clock by a health check, by a mutation without a fact, or by a commit that fails.
func TestWrongClockThatRecordsNothing(t *testing.T) {
	c := fixture.NewClock(rightClock)
	s := open(t, c.Now)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Set(farAhead)
	if got := s.Health(t.Context()); got != healthy {
		t.Fatalf("the health is %+v", got)
	}
	if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "G"}); err != nil {
		t.Fatal(err)
	}
	if err := s.writer.Do(fixture.Local(t), func(tx *write.Tx) error {
		if _, err := s.Record(tx, exampleKey, models.ItemActivity{Access: models.NewAccessAction()}); err != nil {
			return err
		}
		return errors.New("half-way")
	}); err == nil {
		t.Fatal("nothing failed")
	}
	c.Set(rightClock)
	a, err := s.CreateItemActivity(fixture.Local(t), exampleKey, models.ItemActivity{Access: models.NewAccessAction()})
	if err != nil || a.RecordedDateTime != models.NewInstant(rightClock) {
		t.Errorf("recorded at %s (%v)", a.RecordedDateTime.DateTimeOffset(), err)
	}
}
