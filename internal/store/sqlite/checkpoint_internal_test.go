package sqlite

import (
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// TestCheckpoints: what is committed is copied into the database while the store is
// open, and not before there is enough of it.
func TestCheckpoints(t *testing.T) {
	d := open(t)
	uncopied := func() int {
		t.Helper()
		length, copied, err := d.checkpointer.look(t.Context())
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
			t.Errorf("%d pages were not copied, and %d are not after a checkpoint", before, after)
		case before < checkpointPages && after != before:
			t.Errorf("%d pages were not copied, which are too few for a checkpoint, and %d are not after it", before, after)
		}
	}
}

// TestCheckpointerIsAsked: the writer has the log looked at after enough rows, and
// the operator is told once of a log that cannot be copied. It is recorded on.
func TestCheckpointerIsAsked(t *testing.T) {
	var log strings.Builder
	d := openConfig(t, Config{
		Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(slog.NewTextHandler(&log, nil)), Migrations: testMigrations,
	})
	if err := closePool(d.checkpointer.db); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		write(t, d, "UPDATE secrets SET value = randomblob(9)")
		d.Committed(rowsBetweenLooks)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(log.String(), "could not be copied"); n != 1 {
		t.Errorf("the log says it %d times:\n%s", n, log.String())
	}
}
