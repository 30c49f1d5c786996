package test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const pageSize = 4096

// The first byte of a page is its type. indexPages are the types of the pages of indexes and
// of tables WITHOUT ROWID, tablePages those of the other tables.
const (
	indexPages = "\x02\x0a"
	tablePages = "\x05\x0d"
)

// storeActivities creates a database with enough activities for indexes of several pages,
// and no write-ahead log. It returns the ids of the activities.
func storeActivities(t *testing.T, database string) (ids []string) {
	t.Helper()
	s := start(t, database)
	var inputs []any
	for i := range 400 {
		ids = append(ids, fmt.Sprintf("a-quite-long-id-that-is-text-%04d", i))
		inputs = append(inputs, map[string]any{
			"groupId": "example-group", "activityId": "example-activity", "statId": allTime, "input": plainActivity(ids[i]).input(),
		})
	}
	s.graphql(t, `mutation ($inputs: [CreateItemActivityInput!]!) { createItemActivities(inputs: $inputs, atomic: true) { activity { id } } }`,
		map[string]any{"inputs": inputs}, new(any))
	s.stop(t)
	return ids
}

// flipBit changes a bit of the first occurrence of a text in a page of a kind.
func flipBit(t *testing.T, path, kind string, text []byte) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; ; at++ {
		next := bytes.Index(content[at:], text)
		if next < 0 {
			t.Fatalf("no page of the types %q contains %q", kind, text)
		}
		if at += next; strings.Contains(kind, string(content[at-at%pageSize])) {
			content[at+len(text)-1] ^= 1
			break
		}
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// damageSchema changes every CREATE TABLE statement in the schema to an invalid one.
func damageSchema(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.ReplaceAll(content, []byte("CREATE TABLE"), []byte("CREATE TABLD")), 0o600); err != nil {
		t.Fatal(err)
	}
}

// overwriteBytes overwrites the bytes of a file from an offset on.
func overwriteBytes(t *testing.T, path string, at int64, to []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(to, at)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// pagesOf returns the offsets of the pages of a kind.
func pagesOf(t *testing.T, path, kind string) (offsets []int64) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := pageSize; at < len(content); at += pageSize {
		if strings.Contains(kind, string(content[at])) {
			offsets = append(offsets, int64(at))
		}
	}
	return offsets
}

// TestVerifyAndBackupFindDamage: for each kind of damage to a database file, verify and
// backup must exit with an error that names the file and the next step, and must not print
// SQL. The backup must not leave any file.
func TestVerifyAndBackupFindDamage(t *testing.T) {
	t.Parallel()
	whole := filepath.Join(t.TempDir(), "a.db")
	ids := storeActivities(t, whole)
	for name, damage := range map[string]func(t *testing.T, path string){
		"one bit in the index of the ids": func(t *testing.T, path string) {
			t.Helper()
			flipBit(t, path, indexPages, []byte(ids[200]))
		},
		"one bit in a table": func(t *testing.T, path string) {
			t.Helper()
			flipBit(t, path, tablePages, []byte(ids[200]))
		},
		"a page of a table": func(t *testing.T, path string) {
			t.Helper()
			at := pagesOf(t, path, tablePages)
			overwriteBytes(t, path, at[len(at)/2], bytes.Repeat([]byte{0xa5}, pageSize))
		},
		"pages of indexes": func(t *testing.T, path string) {
			t.Helper()
			for _, at := range pagesOf(t, path, indexPages)[2:] {
				overwriteBytes(t, path, at, make([]byte, 64))
			}
		},
		"the number of free pages": func(t *testing.T, path string) {
			t.Helper()
			overwriteBytes(t, path, 36, binary.BigEndian.AppendUint32(nil, 7))
		},
		"the first free page": func(t *testing.T, path string) {
			t.Helper()
			overwriteBytes(t, path, 32, binary.BigEndian.AppendUint32(nil, 3))
		},
		"the schema": damageSchema,
		"the size of a page": func(t *testing.T, path string) {
			t.Helper()
			overwriteBytes(t, path, 16, []byte{0x33, 0x33})
		},
		"the first bytes": func(t *testing.T, path string) {
			t.Helper()
			overwriteBytes(t, path, 0, []byte("SQLite format 2"))
		},
		"the second half of the file": func(t *testing.T, path string) {
			t.Helper()
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(path, info.Size()/2); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			database := filepath.Join(folder, "a.db")
			if err := copyFile(whole, database); err != nil {
				t.Fatal(err)
			}
			damage(t, database)
			wantDamage(t, database, database)
		})
	}
}

// copyFile copies a file to a new file.
func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	return errors.Join(err, os.WriteFile(to, content, 0o600))
}

// wantDamage fails the test unless verify and backup of a database exit with an error that
// names a file.
func wantDamage(t *testing.T, database, file string) {
	t.Helper()
	backup := filepath.Join(filepath.Dir(database), "backup.db")
	for _, command := range [][]string{{"verify"}, {"backup", backup}} {
		code, output := runProgram(t, append(command, "--database", database)...)
		lines := strings.Split(strings.TrimSuffix(output, "\n"), "\n")
		last := lines[len(lines)-1]
		if code != 1 || !strings.HasPrefix(last, "itemactivity: ") || !strings.Contains(last, file) {
			t.Errorf("%v exits with %d and prints %q", command[0], code, output)
		}
		if !strings.Contains(last, "restore the last good backup") && !strings.Contains(last, "specify another file") {
			t.Errorf("the message of %s has no next step: %q", command[0], last)
		}
		if strings.Contains(output, "SELECT") || strings.Contains(output, "level=ERROR") {
			t.Errorf("%s prints SQL or an error of the log: %q", command[0], output)
		}
	}
	if left, err := filepath.Glob(backup + "*"); err != nil || len(left) > 0 {
		t.Errorf("the backup left the files %q (%v)", left, err)
	}
}

// TestDamagedWALIsRejected changes one bit in the write-ahead log of a killed server. SQLite
// alone would silently ignore the damaged frame and all commits after it. Every command must
// exit with an error instead, and must not change the log.
func TestDamagedWALIsRejected(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	s := start(t, database)
	for i := range 30 {
		if err := s.record(plainActivity(strconv.Itoa(i))); err != nil {
			t.Fatal(err)
		}
	}
	s.kill(t)
	log, err := os.ReadFile(database + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	const frame = 24 + pageSize
	for name, at := range map[string]int{"a page": 32 + 20*frame + 1000, "a frame": 32 + 20*frame + 9, "the header": 17, "the magic number": 2} {
		t.Run(name, func(t *testing.T) {
			damaged := bytes.Clone(log)
			damaged[at] ^= 4
			copied := filepath.Join(t.TempDir(), "a.db")
			if err := errors.Join(copyFile(database, copied), os.WriteFile(copied+"-wal", damaged, 0o600)); err != nil {
				t.Fatal(err)
			}
			wantDamage(t, copied, copied+"-wal")
			for _, command := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"migrate"}} {
				code, output := runProgram(t, append(command, "--database", copied)...)
				if code != 1 || strings.Count(output, "\n") != 1 || !strings.Contains(output, "-wal is damaged") {
					t.Errorf("%v exits with %d and prints %q", command, code, output)
				}
			}
			if now, err := os.ReadFile(copied + "-wal"); err != nil || !bytes.Equal(now, damaged) {
				t.Errorf("the write-ahead log has changed (%v)", err)
			}
		})
	}
	// The original is not damaged.
	wantVerified(t, database)
}

// TestStartOnDamagedDatabase: the start exits with one error message that names the file and
// has no SQL.
func TestStartOnDamagedDatabase(t *testing.T) {
	t.Parallel()
	whole := filepath.Join(t.TempDir(), "a.db")
	storeActivities(t, whole)
	for name, damage := range map[string]func(t *testing.T, path string){
		"the schema": damageSchema,
		"the size of a page": func(t *testing.T, path string) {
			t.Helper()
			overwriteBytes(t, path, 16, []byte{0x33, 0x33})
		},
		"every page": func(t *testing.T, path string) {
			t.Helper()
			for _, at := range pagesOf(t, path, tablePages+indexPages) {
				overwriteBytes(t, path, at, bytes.Repeat([]byte{0xa5}, 32))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := filepath.Join(t.TempDir(), "a.db")
			if err := copyFile(whole, database); err != nil {
				t.Fatal(err)
			}
			damage(t, database)
			code, output := runProgram(t, "--addr", "127.0.0.1:0", "--database", database)
			if code != 1 || strings.Count(output, "itemactivity: ") != 1 || !strings.Contains(output, database+" is damaged") || strings.Contains(output, "SELECT") {
				t.Errorf("the start exits with %d and prints %q", code, output)
			}
		})
	}
}

// TestRequestReadsDamagedPage: a running server reads a damaged page for a request. The
// response must have the code UNAVAILABLE and no detail of the database. From then on, the
// server must not acknowledge any mutation and must not be ready; the metrics and one line
// of the log must report the damage.
func TestRequestReadsDamagedPage(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	ids := storeActivities(t, database)
	content, err := os.ReadFile(database)
	if err != nil {
		t.Fatal(err)
	}
	// Damage the page of the table that contains an activity.
	damaged := 0
	for _, at := range pagesOf(t, database, tablePages) {
		if bytes.Contains(content[at:at+pageSize], []byte(ids[200])) {
			overwriteBytes(t, database, at, bytes.Repeat([]byte{0xa5}, pageSize))
			damaged++
		}
	}
	if damaged == 0 {
		t.Fatal("no page contains the activity")
	}
	s := start(t, database)
	if got := s.ready(t, s.url); got.Status != "ready" {
		t.Errorf("readiness is %+v before the damaged page is read", got)
	}
	response, err := s.post(request{Query: `query ($id: ID!) { node(id: $id) { id } itemActivity(id: $id) { id actor { user { id } } } }`, Variables: map[string]any{"id": ids[200]}}, nil)
	if err != nil || !bytes.Contains(response, []byte("UNAVAILABLE")) || bytes.Contains(response, []byte("malformed")) || bytes.Contains(response, []byte(database)) {
		t.Errorf("the response is %s (%v)", response, err)
	}
	for _, id := range []string{"new", ids[200], ids[3]} {
		if err := s.record(plainActivity(id)); err == nil || !strings.Contains(err.Error(), "UNAVAILABLE") {
			t.Errorf("recording %s returns %v, want UNAVAILABLE", id, err)
		}
	}
	if got := s.ready(t, s.url); got.Status != "not ready" || got.Checks["database"] != "the database is damaged" {
		t.Errorf("readiness is %+v after the damaged page was read", got)
	}
	if page := s.scrape(t, s.url); !strings.Contains(page, "\nitemactivity_database_damaged 1\n") {
		t.Error("the metric itemactivity_database_damaged is not 1")
	}
	if got := strings.Count(s.logged(), `msg="the database is damaged`); got != 1 {
		t.Errorf("the log reports the damage %d times, want once:\n%s", got, s.logged())
	}
	s.stop(t)
}
