package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// TestInsertionKeepsNoCopies requires that an insert without a conflict clause has no
// statement journal. The connection is set to have journals in temporary files, and the test
// looks for open ones. An insert with a conflict clause shows that the test would find such a
// file.
func TestInsertionKeepsNoCopies(t *testing.T) {
	s := open(t, nil)
	if err := s.database.Writes().Exec("PRAGMA temp_store = FILE").Error; err != nil {
		t.Fatal(err)
	}
	tx, err := s.database.BeginWrite()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := tx.End(); err != nil {
			t.Error(err)
		}
	}()
	insertActors := statement.NewInsert("activity_actors (actor_num, group_num, ticks, seq)", "",
		func(values []any, a rollup.ActivityActorRow) []any {
			return append(values, a.ActorNum, a.GroupNum, a.Ticks, a.Seq)
		})
	putPostings := statement.NewInsert("activity_postings (group_num, item_num, first_seq, gaps)", "ON CONFLICT DO UPDATE SET gaps = excluded.gaps",
		func(values []any, r posting.Block) []any {
			return append(values, r.GroupNum, r.ItemNum, r.FirstSeq, r.Gaps)
		})
	// The rows are far apart, so that a statement changes many pages.
	const rows, lists = 20_000, 100
	var actors []rollup.ActivityActorRow
	var blocks []posting.Block
	for i := range int64(rows) {
		actors = append(actors, rollup.ActivityActorRow{ActorNum: i % lists, Seq: i})
		blocks = append(blocks, posting.Block{ItemNum: i % lists, FirstSeq: i, Gaps: []byte{1}})
	}
	if err := insertActors.Run(tx.DB, actors); err != nil {
		t.Fatal(err)
	}
	if files := temporaryFiles(t); files != nil {
		t.Errorf("the temporary files %q are open", files)
	}
	if err := putPostings.Run(tx.DB, blocks); err != nil {
		t.Fatal(err)
	}
	if temporaryFiles(t) == nil {
		t.Error("an insert with a conflict clause has no journal, so nothing was tested")
	}
}

// temporaryFiles returns the temporary files of SQLite that this process has open. SQLite
// removes their names at once.
func temporaryFiles(t *testing.T) (found []string) {
	t.Helper()
	open, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range open {
		// It may have been closed meanwhile.
		if name, err := os.Readlink(link); err == nil && strings.HasSuffix(name, " (deleted)") {
			found = append(found, name)
		}
	}
	return found
}
