package store

import (
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/models"
)

// TestCheckpoints: what is committed is copied into the database while the store is
// open, and not before there is enough of it.
func TestCheckpoints(t *testing.T) {
	s := open(t, nil)
	uncopied := func() int {
		t.Helper()
		length, copied, err := s.database.checkpointer.look(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return length - copied
	}
	for _, size := range []int{1, checkpointPages * pageSize} {
		if err := s.write(local(t), func(tx *txn) error {
			tx.wrote = true
			return tx.db.Exec("INSERT INTO secrets VALUES (?, zeroblob(?))", strconv.Itoa(size), size).Error
		}); err != nil {
			t.Fatal(err)
		}
		before := uncopied()
		if err := s.database.checkpointer.checkpoint(t.Context()); err != nil {
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
	s, err := Open(t.Context(), Config{
		Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := closePool(s.database.checkpointer.db); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		inputs := make([]*models.CreateItemActivityInput, rowsBetweenLooks)
		for i := range inputs {
			inputs[i] = &models.CreateItemActivityInput{ActivityKey: exampleKey, Input: access("", "ann", 700_000)}
		}
		if _, err := s.CreateItemActivities(local(t), inputs, true); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(log.String(), "could not be copied"); n != 1 {
		t.Errorf("the log says it %d times:\n%s", n, log.String())
	}
}
