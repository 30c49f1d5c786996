package test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestQueriesDoNotWaitForWriteLock: another program, such as a backup tool, holds the write
// lock of the database. Queries must succeed meanwhile, even for callers that the server has
// not stored yet. Once the lock is released, the server must store these callers.
func TestQueriesDoNotWaitForWriteLock(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	path := built(t, program)
	k, err := newKeys(path, directory)
	if err != nil {
		t.Fatal(err)
	}
	database := filepath.Join(directory, "held.db")
	// A request that waits for the lock fails after this time. It is less than the time
	// for which SQLite waits for a lock.
	const maxTime = "4s"
	s := startCommand(t, serving(path, database, "--keys", k.public, "--max-time", maxTime))
	known, err := k.newCaller(s, "known")
	if err != nil {
		t.Fatal(err)
	}
	release := holdWriteLock(t, database)
	for n := range 20 {
		newcomer, err := k.bearer(s, fmt.Sprintf("newcomer-%d", n), "--name", "New Comer")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []*caller{newcomer, known} {
			if err := c.do(request{Query: "{ me { id } groups { totalCount } }"}); err != nil {
				t.Fatalf("a query of %s while the lock is held: %v", c.name, err)
			}
		}
	}
	if err := known.do(known.recordOne()); err == nil {
		t.Error("a mutation succeeded while the lock was held: the test has proved nothing")
	}
	release()
	withoutName, err := k.bearer(s, "newcomer-0")
	if err != nil {
		t.Fatal(err)
	}
	newcomer, err := k.bearer(s, "newcomer-0", "--name", "New Comer")
	if err != nil {
		t.Fatal(err)
	}
	var body []byte
	eventually(t, func() bool {
		if err := newcomer.do(request{Query: "{ me { id } }"}); err != nil {
			t.Fatal(err)
		}
		if body, err = withoutName.post(request{Query: "{ me { displayName } }"}, withoutName.header); err != nil {
			t.Fatal(err)
		}
		return string(body) == `{"data":{"me":{"displayName":"New Comer"}}}`+"\n"
	}, func() string { return "the name of the new caller is not stored: " + string(body) })
	s.stop(t)
}

// holdWriteLock acquires the write lock of a database and holds it until release is called.
func holdWriteLock(t *testing.T, database string) (release func()) {
	t.Helper()
	if _, err := os.Stat(database); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", database+"?_busy_timeout=10000")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	released := false
	release = func() {
		if released {
			return
		}
		released = true
		if _, err := conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
			t.Error(err)
		}
		conn.Close()
		db.Close()
	}
	t.Cleanup(release)
	return release
}
