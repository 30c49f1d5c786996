package store

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// panicking is a log that panics at a statement while it is armed.
type panicking struct {
	slog.Handler
	statement string
	armed     *atomic.Bool
}

func (p panicking) Enabled(context.Context, slog.Level) bool { return true }

func (p panicking) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if strings.HasPrefix(a.Value.String(), p.statement) && p.armed.Swap(false) {
			panic("a fault of the program")
		}
		return true
	})
	return nil
}

// TestPanicInFlush: a panic while the statistics of drive activities are stored fails the commit
// group, and not the server. Nothing of the group is stored or stays in the caches: the repeated
// request stores all of it.
func TestPanicInFlush(t *testing.T) {
	for _, table := range []string{"item_action_counts", "item_action_actors", "drive_action_counts", "drive_action_actors", "drive_activity_actions", "active_items", "active_actors"} {
		path := filepath.Join(t.TempDir(), "itemactivity.db")
		armed := new(atomic.Bool)
		log := panicking{slog.DiscardHandler, "INSERT INTO " + table, armed}
		if table == "drive_activity_actions" {
			log.statement = "INSERT OR FAIL INTO " + table
		}
		s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(log)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		if err := s.CreateExample(t.Context()); err != nil {
			t.Fatal(err)
		}
		record := func(user string) error {
			_, err := s.CreateDriveActivity(fixture.Local(t), ExampleFileID, models.DriveActivity{
				ID: models.ID(user), Action: &models.ItemActionSet{Edit: &models.EditAction{}},
				Actor: &models.IdentitySet{User: &models.Identity{ID: &user}},
			})
			return err
		}
		for _, user := range []string{"ann", "bob"} {
			if err := record(user); err != nil {
				t.Fatal(err)
			}
		}
		before := verified(t, path).DriveActivities
		armed.Store(true)
		if err := record("zoe"); err == nil || armed.Load() {
			t.Errorf("%s: recording returns %v, want the panic (armed: %v)", table, err, armed.Load())
		}
		if found := verified(t, path); found.DriveActivities != before {
			t.Errorf("%s: %d drive activities are stored, want %d", table, found.DriveActivities, before)
		}
		if err := record("zoe"); err != nil {
			t.Errorf("%s: %v", table, err)
		}
		if found := verified(t, path); found.DriveActivities != before+1 || found.Different > 0 {
			t.Errorf("%s: %d drive activities are stored with %d differences:\n%s", table, found.DriveActivities, found.Different, strings.Join(found.Differences, "\n"))
		}
	}
}
