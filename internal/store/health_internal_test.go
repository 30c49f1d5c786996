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

// clockedStore is a store whose clock the test turns.
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

// TestHealthIsCheap: an idle server commits one page in five seconds, and a busy
// one none, whoever asks.
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
		t.Errorf("the database was just opened, and the log grew by %d bytes", got-before)
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

// TestHealthTurns when the database cannot be written, and back by itself.
func TestHealthTurns(t *testing.T) {
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
		t.Errorf("the health is %+v once the cause is gone", got)
	}

	// Nobody writes, and it is seen all the same.
	readOnly("on")
	s.pass(evidenceLasts)
	if got := s.Health(t.Context()); got != unwritable {
		t.Errorf("the health is %+v without a write of a user", got)
	}
}

func TestHealthOfTheSchemaAndTheFile(t *testing.T) {
	s := openClocked(t)
	if err := s.database.Writes().Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)").Error; err != nil {
		t.Fatal(err)
	}
	s.pass(evidenceLasts)
	if got := s.Health(t.Context()); got != (Health{Schema: errSchema}) {
		t.Errorf("the health is %+v over another version's schema", got)
	}
	if err := os.Remove(s.database.Path()); err != nil {
		t.Fatal(err)
	}
	if got := s.Health(t.Context()); got != (Health{Database: sqlite.ErrFileGone, Schema: errSchema}) {
		t.Errorf("the health is %+v without the file", got)
	}
}

// TestHealthOfAStuckWriter: the questions wait a little, and leave one mutation in
// the queue.
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
		t.Errorf("%d rows wait, want the one check", waiting)
	}
	release()
	s.pass(failureLasts)
	if got := s.Health(t.Context()); got != healthy {
		t.Errorf("the health is %+v once the writer goes on", got)
	}
	s.writer.Stop()
	s.pass(evidenceLasts)
	if got := s.Health(t.Context()); got != (Health{Writer: errStopping}) {
		t.Errorf("the health is %+v after the writer's end", got)
	}
}
