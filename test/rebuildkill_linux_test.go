package test

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestKilledRebuild kills a rebuild with SIGKILL during its writes. A server that is started then
// must have the counts and the lists from before, and so must a further rebuild.
func TestKilledRebuild(t *testing.T) {
	skipIfShort(t, "a rebuild is not killed")
	t.Parallel()
	needStrace(t, "-f", "-e", "inject=pwrite64:signal=KILL:when=1")
	original := filepath.Join(t.TempDir(), "a.db")
	ids := storeActivities(t, original)
	incomplete := 0
	// strace counts the calls of each thread, so it is not known which call is in which transaction.
	for call := 1; call < 250 && incomplete < 4; call += 3 {
		folder := t.TempDir()
		database := filepath.Join(folder, "a.db")
		if err := copyFile(original, database); err != nil {
			t.Fatal(err)
		}
		db := plainSQLite(t, database, "")
		if _, err := db.Exec("DELETE FROM item_timelines WHERE seq > 300; DELETE FROM activity_postings; UPDATE item_action_counts SET count = count + 1"); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		kill := fmt.Sprintf("inject=pwrite64:signal=KILL:when=%d", call)
		output, err := exec.Command("strace", "-f", "-o", os.DevNull, "-e", "trace=pwrite64", "-e", "signal=none", "-e", kill,
			built(t, programWithoutRace), "rebuild", "--database", database).CombinedOutput()
		missing := missingInProjections(t, database)
		if missing > 0 {
			incomplete++
		}
		if err == nil && missing > 0 {
			t.Errorf("%s: a rebuild that has succeeded lacks %d activities and prints %q", kill, missing, output)
		}
		if missing == 0 && call > 1 {
			continue // it was killed in the first transaction, or it has finished
		}
		if missing == 0 || incomplete%2 == 0 {
			// A kill before the first commit leaves the damage.
			if output, err := exec.Command(built(t, program), "rebuild", "--database", database).CombinedOutput(); err != nil {
				t.Fatalf("%s: the next rebuild: %v: %s", kill, err, output)
			}
		}
		s := start(t, database)
		var found struct {
			Stat struct {
				Access     struct{ ActionCount int }
				Activities struct{ TotalCount int }
			}
		}
		s.graphql(t, `{ stat: itemActivityStat(id: "~allTime~example-file") { access { actionCount } activities { totalCount } } }`, nil, &found)
		if found.Stat.Access.ActionCount != len(ids) || found.Stat.Activities.TotalCount != len(ids) {
			t.Errorf("%s: the server has %+v, want %d activities", kill, found, len(ids))
		}
		wantVerified(t, database)
		s.stop(t)
	}
	if incomplete < 2 {
		t.Errorf("%d rebuilds were killed after they had emptied the tables", incomplete)
	}
}

// missingInProjections returns the number of item activities that the tables of a database lack.
func missingInProjections(t *testing.T, database string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+database+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT (SELECT max(seq) FROM item_activities) - min(applied_seq) FROM projections").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestKilledUpgrade kills an upgrade with SIGKILL during its writes. The next start must complete it.
func TestKilledUpgrade(t *testing.T) {
	skipIfShort(t, "an upgrade is not killed")
	t.Parallel()
	needStrace(t, "-f", "-e", "inject=pwrite64:signal=KILL:when=1")
	killed, between := 0, 0
	for i := range 10 {
		database := filepath.Join(t.TempDir(), "a.db")
		oldDatabase(t, database)
		kill := fmt.Sprintf("inject=pwrite64:signal=KILL:when=%d", 1+i*10)
		err := exec.Command("strace", "-f", "-o", os.DevNull, "-e", "trace=pwrite64", "-e", "signal=none", "-e", kill,
			built(t, programWithoutRace), "migrate", "--database", database).Run()
		if err != nil {
			killed++
		}
		if upgradeIsIncomplete(t, database) {
			between++
		}
		start(t, database).stop(t)
		wantVerified(t, database)
		var stored, applied int
		db := plainSQLite(t, database, "")
		if err := db.QueryRow("SELECT count(*), (SELECT count(*) FROM item_timelines) FROM item_activities").Scan(&stored, &applied); err != nil {
			t.Fatal(err)
		}
		if stored == 0 || applied != stored {
			t.Errorf("%s: %d activities, of which %d are in the timelines of items", kill, stored, applied)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	if killed < 3 || between == 0 {
		t.Errorf("%d upgrades were killed, and %d of all were incomplete", killed, between)
	}
}

// upgradeIsIncomplete reports whether a database has an earlier schema version.
func upgradeIsIncomplete(t *testing.T, database string) bool {
	t.Helper()
	output, err := exec.Command(built(t, program), "verify", "--database", database).CombinedOutput()
	return err != nil && strings.Contains(string(output), "has an older schema")
}
