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

// newLoggedFile creates a database with one commit.
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

// commit adds a transaction with a row of the given number of pages.
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

// with returns a copy of the database file with another log. It is not open.
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

// fork returns an open copy, whose log SQLite continues.
func (f *loggedFile) fork(t *testing.T) *loggedFile {
	t.Helper()
	copied := f.with(t, f.log(t))
	copied.open(t)
	return copied
}

// rows returns the number of rows that SQLite reads.
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

// over returns a log that was written over a longer one.
func over(t *testing.T, log, before []byte) []byte {
	t.Helper()
	if len(log) >= len(before) || [8]byte(log[saltAt:]) != [8]byte(before[saltAt:]) {
		t.Fatalf("a log of %d bytes does not partly overwrite one of %d", len(log), len(before))
	}
	return slices.Concat(log, before[len(log):])
}

// TestTornTransactions checks that the remains of unacknowledged transactions after a power
// failure are accepted, because SQLite skips them. A log is rejected only if SQLite would
// skip an acknowledged transaction, that is, one after which another transaction begins.
func TestTornTransactions(t *testing.T) {
	base := newLoggedFile(t)
	base.commit(t, 3)
	before := len(base.log(t))

	long := base.fork(t)
	long.commit(t, 20)
	torn := len(long.log(t)) // the torn transaction ends here
	long.commit(t, 3)

	// A power failure in the first transaction of long. Another transaction was
	// acknowledged in its place. Then a power failure in a longer one, and one was
	// acknowledged in the place of that.
	second := base.fork(t)
	second.commit(t, 2)
	third := second.fork(t)
	second.commit(t, 8)
	third.commit(t, 1)
	first := long.log(t)[:torn]
	remains := over(t, third.log(t), over(t, second.log(t), first))

	restarted := base.fork(t)
	for range 5 {
		restarted.commit(t, 2)
	}
	earlier := restarted.log(t)
	restarted.run(t, "PRAGMA wal_checkpoint(RESTART)")
	restarted.commit(t, 1)
	begun := restarted.log(t)
	if len(begun) != len(earlier) || [8]byte(begun[saltAt:]) == [8]byte(earlier[saltAt:]) {
		t.Fatal("the log did not restart over the earlier one")
	}

	single := newLoggedFile(t)
	const firstPage = logHeader + frameHeader + 100
	for name, test := range map[string]struct {
		of       *loggedFile
		log      []byte
		rows     int // -1 if the table does not exist
		rejected string
	}{
		"complete":                      {long, long.log(t), 3, ""},
		"empty":                         {single, nil, -1, ""},
		"part of a header":              {single, single.log(t)[:logHeader-1], -1, ""},
		"last transaction torn":         {long, flipped(long.log(t), torn+100), 2, ""},
		"end of last transaction torn":  {long, flipped(long.log(t), len(long.log(t))-1), 2, ""},
		"last but one transaction torn": {long, flipped(long.log(t), before+100), 1, "its frame "},
		"last frame of last but one transaction torn": {long, flipped(long.log(t), torn-1), 1, "its frame "},
		"first of three transactions torn":            {long, flipped(long.log(t), firstPage), -1, "its frame 1 is wrong"},
		"header torn before three transactions":       {long, flipped(long.log(t), saltAt), -1, "its header is wrong"},
		"only transaction torn":                       {single, flipped(single.log(t), firstPage), -1, ""},
		"header torn before one transaction":          {single, flipped(single.log(t), saltAt), -1, ""},
		"remains of one transaction":                  {long, over(t, third.log(t), first), 3, ""},
		"remains of two torn transactions":            {long, remains, 3, ""},
		"remains of two transactions of one log":      {long, over(t, third.log(t), long.log(t)), 3, "is wrong"},
		"remains of an earlier log":                   {restarted, begun, 7, ""},
		"torn, and remains of an earlier log":         {restarted, flipped(begun, firstPage), 6, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := test.of.with(t, test.log)
			err := RequireIntactLog(f.path)
			if test.rejected == "" && err != nil || test.rejected != "" && (err == nil || !strings.Contains(err.Error(), test.rejected)) {
				t.Errorf("RequireIntactLog returns %v, want %q", err, test.rejected)
			}
			if test.rows >= 0 {
				if n := f.rows(t); n != test.rows {
					t.Errorf("SQLite reads %d rows, want %d: the log is not the intended one", n, test.rows)
				}
			}
		})
	}
	if err := RequireIntactLog(filepath.Join(t.TempDir(), "none.db")); err != nil {
		t.Errorf("without a log RequireIntactLog returns %v", err)
	}
}

// TestAcknowledgedFrames checks that a log is rejected if any part of a frame of an
// acknowledged transaction is damaged. Another transaction begins after it.
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
			if err := RequireIntactLog(damaged.path); err == nil || !strings.Contains(err.Error(), "SQLite would drop acknowledged data") {
				t.Errorf("byte %d of the %s frame: RequireIntactLog returns %v", place, name, err)
			}
			if n := damaged.rows(t); n != 0 {
				t.Errorf("byte %d of the %s frame: SQLite reads %d rows", place, name, n)
			}
		}
	}
}
