package store

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
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

// TestPanicInFlush: a panic while the statistics are stored fails the commit group, and not
// the server. Nothing of the group is stored or stays in the caches: the repeated request
// stores all of it.
func TestPanicInFlush(t *testing.T) {
	for _, table := range []string{"item_action_counts", "item_action_actors", "activity_actors", "activity_postings"} {
		path := filepath.Join(t.TempDir(), "itemactivity.db")
		armed := new(atomic.Bool)
		log := panicking{slog.DiscardHandler, "INSERT OR FAIL INTO " + table, armed}
		if table != "activity_actors" {
			log.statement = "INSERT INTO " + table
		}
		s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(log)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		if err := s.CreateExample(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, user := range []string{"ann", "bob"} {
			if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("", user, 700_000)); err != nil {
				t.Fatal(err)
			}
		}
		armed.Store(true)
		record := func() error {
			_, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("new", "zoe", 700_000))
			return err
		}
		if err := record(); err == nil || armed.Load() {
			t.Errorf("%s: recording returns %v, want the panic (armed: %v)", table, err, armed.Load())
		}
		if found := verified(t, path); found.Activities != 2 {
			t.Errorf("%s: %d activities are stored", table, found.Activities)
		}
		if err := record(); err != nil {
			t.Errorf("%s: %v", table, err)
		}
		if found := verified(t, path); found.Activities != 3 || found.Different > 0 {
			t.Errorf("%s: %d activities are stored with %d differences:\n%s", table, found.Activities, found.Different, strings.Join(found.Differences, "\n"))
		}
	}
}
