package store

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// TestFullTail makes the updates of a derived table fail until no further activity may be missing in
// it. Mutations must succeed until then, and be rejected with UNAVAILABLE from then on. Each error
// must be in the health, and everything must work when the cause is gone.
func TestFullTail(t *testing.T) {
	clock := fixture.NewClock(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	s, err := Open(t.Context(), Config{
		Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(slog.DiscardHandler), Now: clock.Now,
		projections: projection.Limits{BatchSize: 1, MaxTail: 3, Manual: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	execute := func(statement string) {
		t.Helper()
		if err := s.database.Writes().Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	record := func() error {
		_, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("", "ann", models.Day(700_000)))
		return err
	}
	execute("CREATE TRIGGER failing BEFORE INSERT ON group_timelines BEGIN SELECT RAISE(ABORT, 'failing'); END")
	for i := range int64(3) {
		if err := record(); err != nil {
			t.Fatalf("activity %d: %v", i, err)
		}
		clock.Set(clock.Now().Add(time.Second))
		if m := s.Metrics(); m.Lag != i+1 || m.LagSeconds != float64(i+1) || m.TailEntries != i+1 || m.TailLogReads != 0 {
			t.Errorf("after %d activities the metrics are %+v", i+1, m)
		}
	}
	if err := s.projector.CatchUp(t.Context()); err == nil {
		t.Error("the projector succeeds")
	}
	if got := s.Health(t.Context()); got != (Health{Projections: errProjector}) {
		t.Errorf("the health is %+v", got)
	}
	fixture.WantCode(t, record(), models.Unavailable)
	if got := s.Health(t.Context()); got != (Health{Projections: errProjector, Database: errUnwritable}) {
		t.Errorf("with a full tail the health is %+v", got)
	}
	ctx := reading(t, s, fixture.Local(t))
	group := ExampleGroupID
	list, err := s.FilteredActivities(ctx, models.ItemActivityFilter{GroupID: &group}, nil, models.PageArgs{})
	if err != nil || len(list.Edges) != 3 {
		t.Fatalf("the group has %+v (%v)", list, err)
	}
	if n, err := list.TotalCount(ctx); err != nil || *n != 3 {
		t.Errorf("the number of activities of the group is %v (%v)", n, err)
	}
	execute("DROP TRIGGER failing")
	clock.Set(clock.Now().Add(failureLasts))
	if err := record(); err != nil {
		t.Error(err)
	}
	if got := s.Health(t.Context()); got != healthy {
		t.Errorf("at the end the health is %+v", got)
	}
}
