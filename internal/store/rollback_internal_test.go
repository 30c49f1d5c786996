package store

import (
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// TestTransactionRolledBackBySQLite: where SQLite gives the transaction up while a mutation only
// reads, as it does without memory, nothing of the group is stored, before or
// behind, and everybody is told so. The next group is stored.
func TestTransactionRolledBackBySQLite(t *testing.T) {
	s := open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	record := func(id models.ID) func(*write.Tx) error {
		return func(tx *write.Tx) error {
			_, err := s.Record(tx, exampleKey, fixture.Access(id, "ann", 700_000))
			return err
		}
	}
	release := hold(t, s)
	group := []*write.Mutation{
		queue(t, s, auth.Local(), record("before")),
		queue(t, s, auth.Local(), func(tx *write.Tx) error {
			if err := tx.DB.Exec("ROLLBACK").Error; err != nil {
				return err
			}
			return sqlite3.Error{Code: sqlite3.ErrNomem}
		}),
		queue(t, s, auth.Local(), record("behind")),
	}
	release()
	for _, m := range group {
		fixture.WantCode(t, <-m.Done, models.Unavailable)
	}
	wantAccesses := func(want int) {
		t.Helper()
		for _, counted := range []string{
			"SELECT count(*) FROM item_activities",
			"SELECT count(*) FROM activity_actors",
			"SELECT coalesce(sum(count), 0) FROM item_action_counts WHERE action = 0 AND day = -1",
		} {
			var got int
			if err := s.database.Reads().Raw(counted).Scan(&got).Error; err != nil || got != want {
				t.Errorf("%s is %d (%v), want %d", counted, got, err, want)
			}
		}
	}
	wantAccesses(0)
	if err := s.writer.Do(fixture.Local(t), record("next")); err != nil {
		t.Fatal(err)
	}
	wantAccesses(1)
}
