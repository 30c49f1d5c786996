package test

import (
	"path/filepath"
	"strings"
	"testing"
)

// lostAfterBackup makes a database and a backup of it, and returns the cursors of an activity
// that was recorded before the backup and of one that was recorded later. The database
// contains at least two activities that the backup does not contain. The folder also contains
// copy.db, a plain copy of the database as it was when the backup was made.
func lostAfterBackup(t *testing.T) (database, backup string, kept, lost map[orderedList]string) {
	t.Helper()
	folder := t.TempDir()
	database, backup = filepath.Join(folder, "a.db"), filepath.Join(folder, "b.db")
	s := start(t, database)
	recordAll(t, s, "one", "two")
	if err := runBackup(t, database, backup); err != nil {
		t.Fatal(err)
	}
	s.stop(t)
	if err := copyFile(database, filepath.Join(folder, "copy.db")); err != nil {
		t.Fatal(err)
	}
	s = start(t, database)
	recordAll(t, s, "lost", "also lost")
	kept, lost = cursorsOf(t, s, "one", recordedLists), cursorsOf(t, s, "lost", recordedLists)
	s.stop(t)
	return database, backup, kept, lost
}

// TestCursorsAfterRestore restores a backup and records new activities, which get the
// numbers of those that were lost. A cursor from before the restore must be rejected, because
// a client that continued from it would miss new activities. Cursors from after the restore
// must stay valid, also after a stop and after a kill. Cursors of other orders, and those of
// the database from which the backup was made, must stay valid too.
func TestCursorsAfterRestore(t *testing.T) {
	t.Parallel()
	database, backup, kept, lost := lostAfterBackup(t)
	byTime := []orderedList{
		{`{driveItemId: "example-file"}`, "ACTIVITY_DATE_TIME_ASC"},
		{`{groupId: "example-group"}`, "ACTIVITY_DATE_TIME_DESC"},
		{`{statId: "~allTime~example-file"}`, "ACTIVITY_DATE_TIME_DESC"},
	}
	s := start(t, database)
	oneByTime := cursorsOf(t, s, "one", byTime)
	wantContinued(t, s, "lost", lost)
	s.kill(t)

	s = start(t, backup)
	wantRejected(t, s, kept)
	wantRejected(t, s, lost)
	one := cursorsOf(t, s, "one", recordedLists)
	// Nothing was recorded since the server began the new epoch.
	s.kill(t)
	s = start(t, backup)
	recordAll(t, s, "new", "newer", "newest")
	wantContinued(t, s, "one", one)
	wantRejected(t, s, kept)
	wantRejected(t, s, lost)
	wantContinued(t, s, "one", oneByTime)
	first := cursorsOf(t, s, "new", recordedLists)
	if edges, _ := recordedLists[0].read(t, s, "after", first[recordedLists[0]]); len(edges) != 2 || edges[0].Node.ID != "newer" || edges[1].Node.ID != "newest" {
		t.Errorf("after new: %v", edges)
	}
	for l, cursor := range first {
		for _, other := range append(byTime, recordedLists...) {
			if _, message := other.read(t, s, "after", cursor); other != l && !strings.HasPrefix(message, "The cursor does not belong to this list.") {
				t.Errorf("%v after a cursor of %v: message %q", other, l, message)
			}
		}
	}
	for _, end := range []func(*testing.T){s.stop, nil} {
		if end == nil {
			end = s.kill
		}
		end(t)
		s = start(t, backup)
		wantContinued(t, s, "new", first)
		wantRejected(t, s, lost)
	}
	recordAll(t, s, "last")
	wantContinued(t, s, "new", first)
	s.stop(t)
	wantVerified(t, backup)

	s = start(t, database)
	wantContinued(t, s, "lost", lost)
	wantContinued(t, s, "one", kept)
	// The epoch of the restored database is not that of the database.
	wantRejected(t, s, first)
	s.stop(t)
}

// TestMigrateBeginsEpoch: the command migrate begins the epoch of a backup, and the server that
// is started later does not begin another one.
func TestMigrateBeginsEpoch(t *testing.T) {
	t.Parallel()
	_, backup, _, lost := lostAfterBackup(t)
	const said = "a backup is opened for the first time"
	for i, want := range []int{1, 0} {
		code, output := runProgram(t, "migrate", "--database", backup)
		if code != 0 || strings.Count(output, said) != want {
			t.Errorf("run %d of migrate exits with %d and prints %q", i+1, code, output)
		}
	}
	s := start(t, backup)
	wantRejected(t, s, lost)
	s.stop(t)
	if strings.Contains(s.logged(), said) {
		t.Errorf("the log is %s", s.logged())
	}
}
