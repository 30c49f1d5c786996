package test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"testing"
)

// TestKillUnderLoad kills the server under load, again and again on one database. What
// was answered is there afterwards, once and whole; what was not is there or is
// not, never in part; and repeating it settles it.
func TestKillUnderLoad(t *testing.T) {
	skipIfShort(t, "not killing the server")
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
		// The next round begins on what a kill left, not on what a stop tidied.
		s.kill(t)
	}
}

// checkFile lets SQLite look for damage, beside the running server.
func checkFile(t *testing.T, database string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: database}).EscapedPath()+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var output string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&output); err != nil || output != "ok" {
		t.Errorf("integrity_check says %q (%v), want ok", output, err)
	}
	var broken int
	if err := db.QueryRow("SELECT count(*) FROM pragma_foreign_key_check").Scan(&broken); err != nil || broken != 0 {
		t.Errorf("%d rows point to nothing (%v)", broken, err)
	}
}
