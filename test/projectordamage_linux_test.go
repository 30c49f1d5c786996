package test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// leavesOf returns the offsets of the leaf pages of a table WITHOUT ROWID, whose root is an interior
// page.
func leavesOf(t *testing.T, path, table string) (offsets []int64) {
	t.Helper()
	db := plainSQLite(t, path, "mode=ro")
	var root int64
	if err := db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = ?", table).Scan(&root); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := content[(root-1)*pageSize:][:pageSize]
	if page[0] != 2 {
		t.Fatalf("the root of %s has the type %d, and is no interior page of an index", table, page[0])
	}
	children := []uint32{binary.BigEndian.Uint32(page[8:])}
	for i := range int(binary.BigEndian.Uint16(page[3:])) {
		cell := binary.BigEndian.Uint16(page[12+2*i:])
		children = append(children, binary.BigEndian.Uint32(page[cell:]))
	}
	for _, child := range children {
		offsets = append(offsets, int64(child-1)*pageSize)
	}
	return offsets
}

// TestProjectorMeetsDamage overwrites the leaf pages of a table that only the projector writes. It
// records an activity and reads nothing. The server must report the damage, must not be ready, and
// must not store anything further.
func TestProjectorMeetsDamage(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"item_timelines", "group_timelines"} {
		t.Run(table, func(t *testing.T) {
			t.Parallel()
			database := filepath.Join(t.TempDir(), "a.db")
			storeActivities(t, database)
			for _, at := range leavesOf(t, database, table) {
				overwriteBytes(t, database, at, bytes.Repeat([]byte{0xa5}, pageSize))
			}
			s := start(t, database)
			if got := s.ready(t, s.url); got.Status != "ready" {
				t.Errorf("readiness is %+v before the damage is met", got)
			}
			if err := s.record(plainActivity("before")); err != nil {
				t.Fatal(err)
			}
			metrics := ""
			eventually(t, func() bool {
				metrics = s.scrape(t, s.url)
				return strings.Contains(metrics, "\nitemactivity_database_damaged 1\n")
			}, func() string { return "the metrics are:\n" + metrics })
			if got := s.ready(t, s.url); got.Status != "not ready" || got.Checks["database"] != "the database is damaged" {
				t.Errorf("readiness is %+v after the damage was met", got)
			}
			log, err := os.ReadFile(database + "-wal")
			if err != nil {
				t.Fatal(err)
			}
			if err := s.record(plainActivity("after")); err == nil || !strings.Contains(err.Error(), "UNAVAILABLE") || !strings.Contains(err.Error(), "damaged") {
				t.Errorf("recording returns %v, want UNAVAILABLE because of the damage", err)
			}
			if now, err := os.ReadFile(database + "-wal"); err != nil || !bytes.Equal(now, log) {
				t.Errorf("the write-ahead log has changed (%v)", err)
			}
			if got := strings.Count(s.logged(), `msg="the database is damaged`); got != 1 {
				t.Errorf("the log reports the damage %d times, want once:\n%s", got, s.logged())
			}
			s.stop(t)
		})
	}
}
