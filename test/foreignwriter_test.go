package test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestQueriesDoNotWaitForWriteLock has another program hold the database's write
// lock, as a backup tool may, for longer than a request takes. What only reads is
// answered meanwhile, for callers too whom the server has not met; and it remembers them
// once it can write.
func TestQueriesDoNotWaitForWriteLock(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	path := built(t, program)
	k, err := newKeys(path, directory)
	if err != nil {
		t.Fatal(err)
	}
	database := filepath.Join(directory, "held.db")
	const maxTime = 4 * time.Second // less than SQLite waits for a lock
	s := startCommand(t, serving(path, database, "--keys", k.public, "--max-time", maxTime.String()))
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
			began := time.Now()
			if err := c.do(request{Query: "{ me { id } groups { totalCount } }"}); err != nil {
				t.Errorf("beside a held lock: %v", err)
			}
			if took := time.Since(began); took >= maxTime {
				t.Fatalf("%s waited for %s", c.name, took)
			}
		}
	}
	if err := known.do(known.recordOne()); err == nil {
		t.Error("a mutation was acknowledged beside a held lock: the test has shown nothing")
	}
	release()
	nameless, err := k.bearer(s, "newcomer-0")
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
		if body, err = nameless.post(request{Query: "{ me { displayName } }"}, nameless.header); err != nil {
			t.Fatal(err)
		}
		return string(body) == `{"data":{"me":{"displayName":"New Comer"}}}`+"\n"
	}, func() string { return "the newcomer is not remembered: " + string(body) })
	s.stop(t)
}

// holdWriteLock takes the write lock of a database until release is called.
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
