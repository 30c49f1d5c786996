package store

import (
	"os"
	"sync"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/models"
)

// clockedStore is a store whose clock the test sets.
type clockedStore struct {
	*Store
	clock *fixture.Clock
}

func openClocked(t *testing.T) clockedStore {
	t.Helper()
	c := fixture.NewClock(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	return clockedStore{open(t, c.Now), c}
}

func (c clockedStore) pass(d time.Duration) { c.clock.Set(c.clock.Now().Add(d)) }

var healthy Health

// TestHealthIsCheap requires that an idle server commits one page in five seconds, and a busy
// one none, however often the health is requested.
func TestHealthIsCheap(t *testing.T) {
	s := openClocked(t)
	walSize := func() int64 { return s.Metrics().WALBytes }
	before := walSize()
	ask := func() {
		t.Helper()
		var asking sync.WaitGroup
		for range 50 {
			asking.Go(func() {
				if got := s.Health(t.Context()); got != healthy {
					t.Errorf("the health is %+v", got)
				}
			})
		}
		asking.Wait()
	}
	ask()
	if got := walSize(); got != before {
		t.Errorf("the log grew by %d bytes right after the database was opened", got-before)
	}
	s.pass(evidenceLasts)
	ask()
	page := walSize() - before
	if page <= 0 || page > 2*4200 {
		t.Errorf("a check wrote %d bytes, want one page", page)
	}
	s.pass(evidenceLasts - 1)
	ask()
	if _, err := s.CreateGroup(fixture.As(t, auth.Local()), models.Group{DisplayName: "x"}); err != nil {
		t.Fatal(err)
	}
	busy := walSize()
	s.pass(evidenceLasts - 1)
	ask()
	if got := walSize(); got != busy {
		t.Errorf("a busy server was checked: %d bytes", got-busy)
	}
}

// TestHealthChanges requires that the health reports that the database cannot be written, and that it
// does not when the cause has ended.
func TestHealthChanges(t *testing.T) {
	s := openClocked(t)
	readOnly := func(on string) {
		t.Helper()
		if err := s.database.Writes().Exec("PRAGMA query_only = " + on).Error; err != nil {
			t.Fatal(err)
		}
	}
	readOnly("on")
	if got := s.Health(t.Context()); got != healthy {
		t.Errorf("the health is %+v right after a commit", got)
	}
	if _, err := s.CreateGroup(fixture.As(t, auth.Local()), models.Group{DisplayName: "x"}); err == nil {
		t.Fatal("a group was stored")
	}
	unwritable := Health{Database: errUnwritable}
	if got := s.Health(t.Context()); got != unwritable {
		t.Errorf("the health is %+v after a commit that failed", got)
	}
	readOnly("off")
	if got := s.Health(t.Context()); got != unwritable {
		t.Errorf("the health is %+v within a second of a failure", got)
	}
	s.pass(failureLasts)
	if got := s.Health(t.Context()); got != healthy {
		t.Errorf("the health is %+v after the cause has ended", got)
	}

	// The failure is found without a mutation.
	readOnly("on")
	s.pass(evidenceLasts)
	if got := s.Health(t.Context()); got != unwritable {
		t.Errorf("the health is %+v without a mutation", got)
	}
}

func TestHealthOfTheSchemaAndTheFile(t *testing.T) {
	s := openClocked(t)
	if err := s.database.Writes().Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)").Error; err != nil {
		t.Fatal(err)
	}
	s.pass(evidenceLasts)
	if got := s.Health(t.Context()); got != (Health{Schema: errSchema}) {
		t.Errorf("the health is %+v with the schema of another version", got)
	}
	if err := os.Remove(s.database.Path()); err != nil {
		t.Fatal(err)
	}
	if got := s.Health(t.Context()); got != (Health{Database: sqlite.ErrFileGone, Schema: errSchema}) {
		t.Errorf("the health is %+v without the file", got)
	}
}

// TestHealthOfAStuckWriter requires that health requests return although the writer does not respond,
// and that they leave one mutation in the queue.
func TestHealthOfAStuckWriter(t *testing.T) {
	s := openClocked(t)
	release := hold(t, s.Store)
	for range 2 {
		s.pass(evidenceLasts)
		if got := s.Health(t.Context()); got != (Health{Writer: errStuck}) {
			t.Errorf("the health is %+v while the writer is held", got)
		}
	}
	if waiting := s.Metrics().WaitingRows; waiting != 1 {
		t.Errorf("%d rows are in the queue, want 1", waiting)
	}
	release()
	s.pass(failureLasts)
	if got := s.Health(t.Context()); got != healthy {
		t.Errorf("the health is %+v after the writer continued", got)
	}
	s.writer.Stop()
	s.pass(evidenceLasts)
	if got := s.Health(t.Context()); got != (Health{Writer: errStopping}) {
		t.Errorf("the health is %+v after the writer stopped", got)
	}
}
