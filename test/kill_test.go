package test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"testing"
)

// TestKillUnderLoad kills the server with SIGKILL while clients record activities, several
// times on one database. After each restart, every acknowledged activity must exist exactly
// once and unchanged. An activity without a response may exist or not, but not in part, and
// a retry must store it exactly once.
func TestKillUnderLoad(t *testing.T) {
	skipIfShort(t, "the server is not killed")
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	clients := newRecordingClients()
	for round := range rounds {
		s := start(t, database)
		clients.work(t, s, fmt.Sprintf("round-%d", round), 1+rand.IntN(150), func() { s.kill(t) })

		s = start(t, database)
		clients.check(t, s)
		clients.repeat(t, s)
		clients.check(t, s)
		checkFile(t, database)
		wantVerified(t, database)
		// Kill it again, so that the next round starts with the files of a killed server.
		s.kill(t)
	}
}

// checkFile runs SQLite's integrity check while the server is running.
func checkFile(t *testing.T, database string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: database}).EscapedPath()+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var output string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&output); err != nil || output != "ok" {
		t.Errorf("integrity_check returns %q (%v), want ok", output, err)
	}
	var broken int
	if err := db.QueryRow("SELECT count(*) FROM pragma_foreign_key_check").Scan(&broken); err != nil || broken != 0 {
		t.Errorf("foreign_key_check returns %d rows (%v), want none", broken, err)
	}
}
