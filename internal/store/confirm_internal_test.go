package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// TestNothingIsConfirmedInFilesThatAreGone removes the files of the database. It requires that
// neither a mutation that writes nor a repetition succeeds, and that no further mutation runs
// until the files are in place again.
func TestNothingIsConfirmedInFilesThatAreGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := reopen(t, path, nil)
	if err := os.Rename(path, path+".moved"); err != nil {
		t.Fatal(err)
	}
	m := queue(t, s, auth.Local(), func(*write.Tx) error { return nil })
	fixture.WantCode(t, <-m.Done, models.Unavailable)
	tried := false
	m = queue(t, s, auth.Local(), func(*write.Tx) error { tried = true; return nil })
	if fixture.WantCode(t, <-m.Done, models.Unavailable); tried {
		t.Error("a mutation runs although the files were removed")
	}
	if err := os.Rename(path+".moved", path); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x"}); err != nil {
		t.Errorf("when the files are in place again: the error is %v", err)
	}
}

// TestRefusedGroupKeepsItsErrors requires that a mutation that fails for its own reason
// returns its own error.
func TestRefusedGroupKeepsItsErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := reopen(t, path, nil)
	release := hold(t, s)
	own := models.Errorf(models.NotFound, "groupId", "There is none.")
	failed := queue(t, s, auth.Local(), func(*write.Tx) error { return own })
	other := queue(t, s, auth.Local(), func(*write.Tx) error { return os.Rename(path, path+".moved") })
	release()
	fixture.WantCode(t, <-failed.Done, models.NotFound)
	fixture.WantCode(t, <-other.Done, models.Unavailable)
}

// TestDamageThatTheWriterMeets requires that the error is that of a damaged database, and that
// nothing is written afterwards.
func TestDamageThatTheWriterMeets(t *testing.T) {
	for _, code := range []sqlite3.ErrNo{sqlite3.ErrCorrupt, sqlite3.ErrNotADB} {
		s := open(t, nil)
		m := queue(t, s, auth.Local(), func(*write.Tx) error { return sqlite3.Error{Code: code} })
		if err := <-m.Done; !errors.Is(err, sqlite.ErrDamageRefusal) {
			t.Errorf("the error for %v is %v", code, err)
		}
		if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x"}); !errors.Is(err, sqlite.ErrDamageRefusal) {
			t.Errorf("after %v the error of a mutation is %v", code, err)
		}
	}
}
