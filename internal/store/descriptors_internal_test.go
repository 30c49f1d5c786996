package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// files are the descriptors that this process has of a database. It skips the test
// where the system does not tell.
func files(t *testing.T, s *Store) (open []string) {
	t.Helper()
	const own = "/proc/self/fd"
	entries, err := os.ReadDir(own)
	if err != nil {
		t.Skip(err)
	}
	for _, e := range entries {
		if target, err := os.Readlink(filepath.Join(own, e.Name())); err == nil && strings.HasPrefix(target, s.database.Path()) {
			open = append(open, target)
		}
	}
	return open
}

// TestFilesAreOpenFromTheStart: what the store needs while it works it has before
// anybody asks, and it is no more than Descriptors says.
func TestFilesAreOpenFromTheStart(t *testing.T) {
	s := open(t, nil)
	before := files(t, s)
	if most := Descriptors(); len(before) < 2*readConnections() || len(before) > most {
		t.Errorf("the store has %d files open, and says that it needs %d: %v", len(before), most, before)
	}
	if _, err := s.CreateGroup(local(t), models.Group{DisplayName: "x"}); err != nil {
		t.Fatal(err)
	}
	for n := range readConnections() {
		// One caller alone is not given all of them.
		caller := as(t, &auth.Principal{UserID: models.ID(fmt.Sprint("caller ", n))})
		v, err := s.read(reading(t, s, caller))
		if err == nil {
			err = v.db.Raw("SELECT count(*) FROM groups").Scan(new(int64)).Error
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.database.checkpointer.checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := files(t, s); len(after) != len(before) {
		t.Errorf("the store had %d files open at its start, and %d when all its connections worked: %v", len(before), len(after), after)
	}
}

// TestFaultsThatPass: a lack of descriptors, of memory or of a lock is UNAVAILABLE,
// for reads in a sentence that says nothing of storing. A damaged file is a fault.
func TestFaultsThatPass(t *testing.T) {
	for code, want := range map[sqlite3.ErrNo]models.Code{
		sqlite3.ErrCantOpen: models.Unavailable, sqlite3.ErrIoErr: models.Unavailable, sqlite3.ErrNomem: models.Unavailable,
		sqlite3.ErrFull: models.Unavailable, sqlite3.ErrBusy: models.Unavailable, sqlite3.ErrProtocol: models.Unavailable,
		sqlite3.ErrCorrupt: "", sqlite3.ErrNotADB: "", sqlite3.ErrError: "", sqlite3.ErrInterrupt: "",
	} {
		fault := fmt.Errorf("a statement: %w", sqlite3.Error{Code: code})
		read, write := TranslateRead(fault), TranslateWrite(fault)
		for _, err := range []error{read, write} {
			var refusal *models.Error
			if !errors.Is(err, fault) || errors.As(err, &refusal) != (want != "") || refusal != nil && (refusal.Code != want || refusal.RetryAfter == 0) {
				t.Errorf("code %d becomes %v, want the code %q", code, err, want)
			}
		}
		if strings.Contains(read.Error(), "stored") {
			t.Errorf("a read says %q", read)
		}
		// What was refused in its own words keeps them.
		if own := errors.Join(fault, ErrBusy); !errors.Is(TranslateRead(own), ErrBusy) || TranslateRead(own).Error() != own.Error() {
			t.Errorf("%v becomes %v", own, TranslateRead(own))
		}
	}
}
