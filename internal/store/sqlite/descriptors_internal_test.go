package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/models"
)

// files are the descriptors that this process has of a database. It skips the test
// where the system does not tell.
func files(t *testing.T, d *Database) (open []string) {
	t.Helper()
	const own = "/proc/self/fd"
	entries, err := os.ReadDir(own)
	if err != nil {
		t.Skip(err)
	}
	for _, e := range entries {
		if target, err := os.Readlink(filepath.Join(own, e.Name())); err == nil && strings.HasPrefix(target, d.path) {
			open = append(open, target)
		}
	}
	return open
}

// TestFilesAreOpenFromTheStart: what the store needs while it works it has before
// anybody asks, and it is no more than Descriptors says.
func TestFilesAreOpenFromTheStart(t *testing.T) {
	d := open(t)
	before := files(t, d)
	if most := Descriptors(); len(before) < 2*readConnections() || len(before) > most {
		t.Errorf("the store has %d files open, and says that it needs %d: %v", len(before), most, before)
	}
	write(t, d, "INSERT INTO secrets VALUES ('x', x'00')")
	for n := range readConnections() {
		// One caller alone is not given all of them.
		ctx, cancel := context.WithCancelCause(t.Context())
		db, end, err := d.BeginRead(ctx, fmt.Sprint("caller ", n), cancel)
		if err != nil {
			t.Fatal(err)
		}
		defer end()
		if err := db.Raw("SELECT count(*) FROM secrets").Scan(new(int64)).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := d.checkpointer.checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := files(t, d); len(after) != len(before) {
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
		read, write := unavailableRead(fault), TranslateWrite(fault)
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
		if own := errors.Join(fault, errReadersBusy); !errors.Is(unavailableRead(own), errReadersBusy) || unavailableRead(own).Error() != own.Error() {
			t.Errorf("%v becomes %v", own, unavailableRead(own))
		}
	}
}
