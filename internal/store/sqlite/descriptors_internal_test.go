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

// files returns the descriptors that this process has of a database. It skips the test if
// the system does not report them.
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

// TestFilesAreOpenAfterStart checks that the store opens all its files when it starts, and
// no more than Descriptors returns.
func TestFilesAreOpenAfterStart(t *testing.T) {
	d := open(t)
	before := files(t, d)
	if most := Descriptors(); len(before) < 2*readConnections() || len(before) > most {
		t.Errorf("the store has %d files open, but Descriptors returns %d: %v", len(before), most, before)
	}
	write(t, d, "INSERT INTO secrets VALUES ('x', x'00')")
	for n := range readConnections() {
		// One caller cannot use all connections.
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
		t.Errorf("the store had %d files open at its start, and %d when all connections were in use: %v", len(before), len(after), after)
	}
}

// TestTemporaryFaults checks that a lack of descriptors, of memory or of a lock is
// UNAVAILABLE, that the message for a read says nothing about storing, and that a damaged
// file is not UNAVAILABLE.
func TestTemporaryFaults(t *testing.T) {
	for code, want := range map[sqlite3.ErrNo]models.Code{
		sqlite3.ErrCantOpen: models.Unavailable, sqlite3.ErrIoErr: models.Unavailable, sqlite3.ErrNomem: models.Unavailable,
		sqlite3.ErrFull: models.Unavailable, sqlite3.ErrBusy: models.Unavailable, sqlite3.ErrProtocol: models.Unavailable,
		sqlite3.ErrCorrupt: "", sqlite3.ErrNotADB: "", sqlite3.ErrError: "", sqlite3.ErrInterrupt: "",
	} {
		fault := fmt.Errorf("a statement: %w", sqlite3.Error{Code: code})
		read, write := unavailableRead(fault), TranslateWrite(fault)
		for _, err := range []error{read, write} {
			var rejection *models.Error
			if !errors.Is(err, fault) || errors.As(err, &rejection) != (want != "") || rejection != nil && (rejection.Code != want || rejection.RetryAfter == 0) {
				t.Errorf("code %d becomes %v, want the code %q", code, err, want)
			}
		}
		if strings.Contains(read.Error(), "stored") {
			t.Errorf("the message for a read is %q", read)
		}
		// An error that already has a message keeps it.
		if own := errors.Join(fault, errReadersBusy); !errors.Is(unavailableRead(own), errReadersBusy) || unavailableRead(own).Error() != own.Error() {
			t.Errorf("%v becomes %v", own, unavailableRead(own))
		}
	}
}
