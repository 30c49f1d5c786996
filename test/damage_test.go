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

// A page of an index, or of a table that is one, begins with one of these; a page of
// another table with one of the others.
const (
	indexPages = "\x02\x0a"
	tablePages = "\x05\x0d"
)

// stored makes a database with accesses of which the indexes have several pages, in
// the one file, and returns its ids.
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

// flipBit changes a bit of the first occurrence of a text that is in a page of a kind.
func flipBit(t *testing.T, path, kind string, text []byte) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; ; at++ {
		next := bytes.Index(content[at:], text)
		if next < 0 {
			t.Fatalf("no page of the kind %q has %q", kind, text)
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

// damageSchema makes nonsense of every statement that made a table.
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

// overwriteBytes changes bytes at a place of a file.
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

// : whatever is damaged, verify finds it and says what to do, and a
// backup is refused and leaves nothing behind. Neither quotes SQL.
func TestVerifyAndBackupFindDamage(t *testing.T) {
	t.Parallel()
	whole := filepath.Join(t.TempDir(), "a.db")
	ids := storeActivities(t, whole)
	for name, damage := range map[string]func(t *testing.T, path string){
		"a bit in the index of the ids": func(t *testing.T, path string) {
			t.Helper()
			flipBit(t, path, indexPages, []byte(ids[200]))
		},
		"a bit in a table": func(t *testing.T, path string) {
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
		"the list of free pages": func(t *testing.T, path string) {
			t.Helper()
			overwriteBytes(t, path, 36, binary.BigEndian.AppendUint32(nil, 7))
		},
		"where the free pages are": func(t *testing.T, path string) {
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
		"the end of the file is missing": func(t *testing.T, path string) {
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

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	return errors.Join(err, os.WriteFile(to, content, 0o600))
}

// wantDamage wants verify and backup to refuse a database, in a sentence that names a
// file.
func wantDamage(t *testing.T, database, file string) {
	t.Helper()
	backup := filepath.Join(filepath.Dir(database), "backup.db")
	for _, command := range [][]string{{"verify"}, {"backup", backup}} {
		code, output := runProgram(t, append(command, "--database", database)...)
		lines := strings.Split(strings.TrimSuffix(output, "\n"), "\n")
		last := lines[len(lines)-1]
		if code != 1 || !strings.HasPrefix(last, "itemactivity: ") || !strings.Contains(last, file) {
			t.Errorf("%s ends with %d and says %q", command[0], code, output)
		}
		if !strings.Contains(last, "restore the last good backup") && !strings.Contains(last, "name another file") {
			t.Errorf("%s says no next step: %q", command[0], last)
		}
		if strings.Contains(output, "SELECT") || strings.Contains(output, "level=ERROR") {
			t.Errorf("%s quotes a statement: %q", command[0], output)
		}
	}
	if left, err := filepath.Glob(backup + "*"); err != nil || len(left) > 0 {
		t.Errorf("%q is left (%v)", left, err)
	}
}

// : a bit in the log of a killed server would make SQLite drop all that
// was acknowledged behind it. Nobody opens such a database without a word, and the log
// stays as it is.
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
			for _, command := range []string{"serve", "migrate"} {
				code, output := runProgram(t, command, "--addr", "127.0.0.1:0", "--database", copied)
				if code != 1 || strings.Count(output, "\n") != 1 || !strings.Contains(output, "-wal is damaged") {
					t.Errorf("%s ends with %d and says %q", command, code, output)
				}
			}
			if now, err := os.ReadFile(copied + "-wal"); err != nil || !bytes.Equal(now, damaged) {
				t.Errorf("the log was changed (%v)", err)
			}
		})
	}
	// The log itself is whole.
	wantVerified(t, database)
}

// : a server says in one sentence that it cannot use the file.
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
				t.Errorf("the start ends with %d and says %q", code, output)
			}
		})
	}
}

// : a request that needs a damaged page is told so with a code and
// no SQL, and from then on nothing is acknowledged and the operator knows.
func TestRequestReadsDamagedPage(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	ids := storeActivities(t, database)
	content, err := os.ReadFile(database)
	if err != nil {
		t.Fatal(err)
	}
	// The leaf of the table that has an activity.
	damaged := 0
	for _, at := range pagesOf(t, database, tablePages) {
		if bytes.Contains(content[at:at+pageSize], []byte(ids[200])) {
			overwriteBytes(t, database, at, bytes.Repeat([]byte{0xa5}, pageSize))
			damaged++
		}
	}
	if damaged == 0 {
		t.Fatal("no page has the activity")
	}
	s := start(t, database)
	if got := s.ready(t, s.url); got.Status != "ready" {
		t.Errorf("the server is %+v before the damage is met", got)
	}
	response, err := s.post(request{Query: `query ($id: ID!) { node(id: $id) { id } itemActivity(id: $id) { id actor { user { id } } } }`, Variables: map[string]any{"id": ids[200]}}, nil)
	if err != nil || !bytes.Contains(response, []byte("UNAVAILABLE")) || bytes.Contains(response, []byte("malformed")) || bytes.Contains(response, []byte(database)) {
		t.Errorf("the answer is %s (%v)", response, err)
	}
	for _, id := range []string{"new", ids[200], ids[3]} {
		if err := s.record(plainActivity(id)); err == nil || !strings.Contains(err.Error(), "UNAVAILABLE") {
			t.Errorf("%s is answered with %v", id, err)
		}
	}
	if got := s.ready(t, s.url); got.Status != "not ready" || got.Checks["database"] != "the database is damaged" {
		t.Errorf("the server is %+v", got)
	}
	if page := s.scrape(t, s.url); !strings.Contains(page, "\nitemactivity_database_damaged 1\n") {
		t.Error("the metrics do not tell of it")
	}
	if got := strings.Count(s.logged(), `msg="the database is damaged`); got != 1 {
		t.Errorf("the log tells the operator %d times:\n%s", got, s.logged())
	}
	s.stop(t)
}
