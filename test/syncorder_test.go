package test

import (
	"errors"
	"strings"
	"testing"
)

var (
	errNoAnswer = errors.New("the trace has no answer with the marker")
	errNoRow    = errors.New("the answer left before the row was written to the log")
	errNoSync   = errors.New("the answer left before the row was on the disk")
	errLate     = errors.New("the answer left before everything that was written for it was on the disk")
)

// checkOrder looks for an answer that left too early: a mutation's row holds the
// marker, and so does its answer. Of other mutations that share the commit, or
// rewrite the row's page, it asks nothing.
func checkOrder(calls []*call, marker string) error {
	response := responseWith(calls, marker)
	if response == nil {
		return errNoAnswer
	}
	row := first(calls, func(c *call) bool {
		return c.toWAL() && c.writes() && strings.Contains(c.text, marker) && c.before(response)
	})
	if row == nil {
		return errNoRow
	}
	if first(calls, func(c *call) bool { return c.toWAL() && c.syncs() && row.before(c) && c.before(response) }) == nil {
		return errNoSync
	}
	return nil
}

// checkOrderAlone is stricter, for a mutation that ran alone: whatever had been
// written to the log when its answer left, is on the disk.
func checkOrderAlone(calls []*call, marker string) error {
	if err := checkOrder(calls, marker); err != nil {
		return err
	}
	response := responseWith(calls, marker)
	late := first(calls, func(c *call) bool {
		return c.toWAL() && c.writes() && c.began < response.began &&
			first(calls, func(s *call) bool { return s.toWAL() && s.syncs() && c.before(s) && s.before(response) }) == nil
	})
	if late != nil {
		return errLate
	}
	return nil
}

func responseWith(calls []*call, marker string) *call {
	return first(calls, func(c *call) bool { return c.toClient() && c.writes() && strings.Contains(c.text, marker) })
}

func first(calls []*call, is func(*call) bool) *call {
	for _, c := range calls {
		if is(c) {
			return c
		}
	}
	return nil
}

func TestCheckOrder(t *testing.T) {
	const (
		row        = `7 pwrite64(5</a.db-wal>, "..marker..", 8, 32) = 8` + "\n"
		commit     = `7 pwrite64(5</a.db-wal>, "..commit", 8, 40) = 8` + "\n"
		sync       = `7 fsync(5</a.db-wal>) = 0` + "\n"
		response   = `8 write(9<socket:[1]>, "HTTP/1.1 200 OK marker", 20) = 20` + "\n"
		elsewhere  = `7 fsync(4</a.db>) = 0` + "\n"
		failed     = `7 fdatasync(5</a.db-wal>) = -1 EIO (Input/output error)` + "\n"
		opensRow   = `7 pwrite64(5</a.db-wal>, "..marker..", 8, 32 <unfinished ...>` + "\n"
		closesRow  = `7 <... pwrite64 resumed>) = 8` + "\n"
		opensSync  = `7 fdatasync(5</a.db-wal> <unfinished ...>` + "\n"
		closesSync = `7 <... fdatasync resumed>) = 0` + "\n"
		otherSync  = `6 fsync(5</a.db-wal>) = 0` + "\n"
		opens      = `8 write(9<socket:[1]>, "HTTP/1.1 200 OK marker", 20 <unfinished ...>` + "\n"
		closes     = `8 <... write resumed>) = 20` + "\n"
	)
	for _, test := range []struct {
		name, trace string
		want, alone error
	}{
		{"in order", row + commit + sync + response, nil, nil},
		{"in order, interleaved", opensRow + closesRow + opensSync + closesSync + opens + closes, nil, nil},
		{"the answer returns late", row + sync + opens + commit + closes, nil, nil},
		{"no sync at all", row + commit + response, errNoSync, errNoSync},
		{"the sync comes after the answer", row + response + sync, errNoSync, errNoSync},
		{"the sync ends after the answer began", row + opensSync + opens + closesSync + closes, errNoSync, errNoSync},
		{"the sync began before the row was written", opensRow + otherSync + closesRow + response, errNoSync, errNoSync},
		{"the sync came before the row", sync + row + response, errNoSync, errNoSync},
		{"the sync is of another file", row + elsewhere + response, errNoSync, errNoSync},
		{"the sync failed", row + failed + response, errNoSync, errNoSync},
		{"the row comes after the answer", response + row + sync, errNoRow, errNoRow},
		{"the row ends after the answer", opensRow + response + closesRow + sync, errNoRow, errNoRow},
		{"no row", sync + response, errNoRow, errNoRow},
		{"no answer", row + sync, errNoAnswer, errNoAnswer},
		{"the commit is not on the disk", row + sync + commit + response, nil, errLate},
	} {
		calls := parseTrace(strings.Split(test.trace, "\n"))
		if got := checkOrder(calls, "marker"); !errors.Is(got, test.want) {
			t.Errorf("%s: judge says %v, want %v", test.name, got, test.want)
		}
		if got := checkOrderAlone(calls, "marker"); !errors.Is(got, test.alone) {
			t.Errorf("%s: judgeAlone says %v, want %v", test.name, got, test.alone)
		}
	}
}
