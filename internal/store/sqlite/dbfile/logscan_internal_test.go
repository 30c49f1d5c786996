package dbfile

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// loggedFile is a database whose commits are all in its log.
type loggedFile struct {
	path string
	db   *gorm.DB
}

// newLoggedFile makes a database of one commit.
func newLoggedFile(t *testing.T) *loggedFile {
	t.Helper()
	f := &loggedFile{path: filepath.Join(t.TempDir(), "a.db")}
	f.open(t)
	f.run(t, "CREATE TABLE texts (text BLOB)")
	return f
}

func (f *loggedFile) open(t *testing.T) {
	t.Helper()
	db, err := gorm.Open(sqlite.Open("file:"+f.path+"?_journal_mode=WAL"), &gorm.Config{SkipDefaultTransaction: true, Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	pool.SetMaxOpenConns(1)
	if err := db.Exec("PRAGMA wal_autocheckpoint = 0").Error; err != nil {
		t.Fatal(err)
	}
	f.db = db
}

func (f *loggedFile) run(t *testing.T, statement string, args ...any) {
	t.Helper()
	if err := f.db.Exec(statement, args...).Error; err != nil {
		t.Fatal(err)
	}
}

// commit adds a transaction with a row of so many pages.
func (f *loggedFile) commit(t *testing.T, pages int) {
	t.Helper()
	f.run(t, "INSERT INTO texts VALUES (randomblob(?))", pages*PageSize)
}

func (f *loggedFile) log(t *testing.T) []byte {
	t.Helper()
	log, err := os.ReadFile(f.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// with is a copy of the database as it is on the disk, with another log; it is not open.
func (f *loggedFile) with(t *testing.T, log []byte) *loggedFile {
	t.Helper()
	content, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	copied := &loggedFile{path: filepath.Join(t.TempDir(), "a.db")}
	if err := errors.Join(os.WriteFile(copied.path, content, 0o600), os.WriteFile(copied.path+"-wal", log, 0o600)); err != nil {
		t.Fatal(err)
	}
	return copied
}

// fork is an open copy, whose log SQLite continues.
func (f *loggedFile) fork(t *testing.T) *loggedFile {
	t.Helper()
	copied := f.with(t, f.log(t))
	copied.open(t)
	return copied
}

// rows counts what SQLite finds.
func (f *loggedFile) rows(t *testing.T) (n int) {
	t.Helper()
	f.open(t)
	if err := f.db.Raw("SELECT count(*) FROM texts").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func flipped(log []byte, at int) []byte {
	log = slices.Clone(log)
	log[at] ^= 4
	return log
}

// over is a log that was written over another one.
func over(t *testing.T, log, before []byte) []byte {
	t.Helper()
	if len(log) >= len(before) || [8]byte(log[saltAt:]) != [8]byte(before[saltAt:]) {
		t.Fatalf("a log of %d bytes leaves nothing of one of %d", len(log), len(before))
	}
	return slices.Concat(log, before[len(log):])
}

// TestTornTransactions: what a power cut has left of transactions that nobody was told of
// is skipped, as SQLite skips it. A log is refused only where SQLite would skip one that
// was acknowledged: where another one begins behind it.
func TestTornTransactions(t *testing.T) {
	base := newLoggedFile(t)
	base.commit(t, 3)
	before := len(base.log(t))

	long := base.fork(t)
	long.commit(t, 20)
	torn := len(long.log(t)) // the transaction that is torn ends here
	long.commit(t, 3)

	// After a cut in the first transaction of long another one was acknowledged in its
	// place, then a cut came in a longer one, and one was acknowledged in place of that.
	second := base.fork(t)
	second.commit(t, 2)
	third := second.fork(t)
	second.commit(t, 8)
	third.commit(t, 1)
	first := long.log(t)[:torn]
	remains := over(t, third.log(t), over(t, second.log(t), first))

	anew := base.fork(t)
	for range 5 {
		anew.commit(t, 2)
	}
	earlier := anew.log(t)
	anew.run(t, "PRAGMA wal_checkpoint(RESTART)")
	anew.commit(t, 1)
	begun := anew.log(t)
	if len(begun) != len(earlier) || [8]byte(begun[saltAt:]) == [8]byte(earlier[saltAt:]) {
		t.Fatal("the log did not begin anew over the earlier one")
	}

	alone := newLoggedFile(t)
	const firstPage = logHeader + frameHeader + 100
	for name, test := range map[string]struct {
		of      *loggedFile
		log     []byte
		rows    int // -1 where the table is not there
		refused string
	}{
		"whole":                      {long, long.log(t), 3, ""},
		"empty":                      {alone, nil, -1, ""},
		"a part of the header":       {alone, alone.log(t)[:logHeader-1], -1, ""},
		"the last is torn":           {long, flipped(long.log(t), torn+100), 2, ""},
		"the end of the last":        {long, flipped(long.log(t), len(long.log(t))-1), 2, ""},
		"the last but one is torn":   {long, flipped(long.log(t), before+100), 1, "its frame "},
		"its last frame alone":       {long, flipped(long.log(t), torn-1), 1, "its frame "},
		"the first of all":           {long, flipped(long.log(t), firstPage), -1, "its frame 1 is wrong"},
		"the header of many":         {long, flipped(long.log(t), saltAt), -1, "its header is wrong"},
		"the only one is torn":       {alone, flipped(alone.log(t), firstPage), -1, ""},
		"the header of the only one": {alone, flipped(alone.log(t), saltAt), -1, ""},
		"one is left":                {long, over(t, third.log(t), first), 3, ""},
		"two are left":               {long, remains, 3, ""},
		"two are left of one log":    {long, over(t, third.log(t), long.log(t)), 3, "is wrong"},
		"an earlier log is left":     {anew, begun, 7, ""},
		"torn, and an earlier log":   {anew, flipped(begun, firstPage), 6, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := test.of.with(t, test.log)
			err := RequireWholeLog(f.path)
			if test.refused == "" && err != nil || test.refused != "" && (err == nil || !strings.Contains(err.Error(), test.refused)) {
				t.Errorf("the log is refused with %v, and not %q", err, test.refused)
			}
			if test.rows >= 0 {
				if n := f.rows(t); n != test.rows {
					t.Errorf("SQLite finds %d rows, not %d: another log was tested", n, test.rows)
				}
			}
		})
	}
	if err := RequireWholeLog(filepath.Join(t.TempDir(), "none.db")); err != nil {
		t.Errorf("no log is refused with %v", err)
	}
}

// TestAcknowledgedFrames: whatever is damaged in a frame of a transaction that was
// acknowledged, as another one begins behind it, the log is refused.
func TestAcknowledgedFrames(t *testing.T) {
	f := newLoggedFile(t)
	begin := len(f.log(t))
	f.commit(t, 3)
	end := len(f.log(t))
	f.commit(t, 3)
	log := f.log(t)
	const frame = frameHeader + PageSize
	if end-begin < 2*frame {
		t.Fatalf("the transaction has %d bytes", end-begin)
	}
	for name, at := range map[string]int{"first": begin, "last": end - frame} {
		for _, place := range []int{0, commitAt, frameSalt, frameSalt + 4, checksumAt, checksumAt + 4, frameHeader, frame - 1} {
			damaged := f.with(t, flipped(log, at+place))
			if err := RequireWholeLog(damaged.path); err == nil || !strings.Contains(err.Error(), "SQLite would drop what was acknowledged") {
				t.Errorf("byte %d of the %s frame: the log is refused with %v", place, name, err)
			}
			if n := damaged.rows(t); n != 0 {
				t.Errorf("byte %d of the %s frame: SQLite finds %d rows", place, name, n)
			}
		}
	}
}
