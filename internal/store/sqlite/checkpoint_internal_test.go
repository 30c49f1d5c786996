package sqlite

import (
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// TestCheckpoints checks that committed pages are copied into the database while the store
// is open, but not before there are enough of them.
func TestCheckpoints(t *testing.T) {
	d := open(t)
	uncopied := func() int {
		t.Helper()
		length, copied, err := logLength(t.Context(), d.checkpointer.db)
		if err != nil {
			t.Fatal(err)
		}
		return length - copied
	}
	for _, size := range []int{1, checkpointPages * dbfile.PageSize} {
		write(t, d, "INSERT INTO secrets VALUES (?, zeroblob(?))", strconv.Itoa(size), size)
		before := uncopied()
		if err := d.checkpointer.checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
		switch after := uncopied(); {
		case before >= checkpointPages && after != 0:
			t.Errorf("%d pages were not copied before the checkpoint, and %d after it", before, after)
		case before < checkpointPages && after != before:
			t.Errorf("%d pages were not copied, too few for a checkpoint, and %d after it", before, after)
		}
	}
}

// TestCheckpointIsRequested checks that the writer requests a checkpoint after enough rows,
// and that a failure to copy the log is logged once and does not stop the writer.
func TestCheckpointIsRequested(t *testing.T) {
	var log strings.Builder
	d := openConfig(t, Config{
		Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(slog.NewTextHandler(&log, nil)), Migrations: testMigrations,
	})
	if err := closePool(d.checkpointer.db); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		write(t, d, "UPDATE secrets SET value = randomblob(9)")
		d.Committed(lengthCheckRows)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(log.String(), "cannot copy the write-ahead log"); n != 1 {
		t.Errorf("the failure was logged %d times:\n%s", n, log.String())
	}
}
