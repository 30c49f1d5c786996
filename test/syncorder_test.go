package test

import (
	"errors"
	"strings"
	"testing"
)

var (
	errNoResponse = errors.New("the trace has no response with the marker")
	errNoRow      = errors.New("the response was sent before the row was written to the log")
	errNoSync     = errors.New("the response was sent before the row was synced")
	errUnsynced   = errors.New("the response was sent before all earlier writes to the log were synced")
)

// checkOrder returns an error if the response to a mutation was sent before the log with its
// row was synced. The row and the response contain the marker. Concurrent mutations may
// share the commit or write the same page, so that only the first write of the row is
// checked.
func checkOrder(calls []*call, marker string) error {
	response := responseWith(calls, marker)
	if response == nil {
		return errNoResponse
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

// checkOrderAlone is checkOrder for a mutation that ran alone. It also returns an error unless
// all writes to the log that began before the response were synced before the response.
func checkOrderAlone(calls []*call, marker string) error {
	if err := checkOrder(calls, marker); err != nil {
		return err
	}
	response := responseWith(calls, marker)
	unsynced := first(calls, func(c *call) bool {
		return c.toWAL() && c.writes() && c.began < response.began &&
			first(calls, func(s *call) bool { return s.toWAL() && s.syncs() && c.before(s) && s.before(response) }) == nil
	})
	if unsynced != nil {
		return errUnsynced
	}
	return nil
}

// responseWith returns the first write of a response that contains the marker.
func responseWith(calls []*call, marker string) *call {
	return first(calls, func(c *call) bool { return c.toClient() && c.writes() && strings.Contains(c.text, marker) })
}

// first returns the first call for which a function is true, or nil.
func first(calls []*call, is func(*call) bool) *call {
	for _, c := range calls {
		if is(c) {
			return c
		}
	}
	return nil
}

// TestCheckOrder: checkOrder and checkOrderAlone accept traces in the right order, and find
// each wrong order.
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
		{"the write of the response returns late", row + sync + opens + commit + closes, nil, nil},
		{"no sync", row + commit + response, errNoSync, errNoSync},
		{"the sync is after the response", row + response + sync, errNoSync, errNoSync},
		{"the sync returns after the response began", row + opensSync + opens + closesSync + closes, errNoSync, errNoSync},
		{"the sync began before the row was written", opensRow + otherSync + closesRow + response, errNoSync, errNoSync},
		{"the sync is before the row", sync + row + response, errNoSync, errNoSync},
		{"the sync is of another file", row + elsewhere + response, errNoSync, errNoSync},
		{"the sync failed", row + failed + response, errNoSync, errNoSync},
		{"the row is after the response", response + row + sync, errNoRow, errNoRow},
		{"the write of the row returns after the response", opensRow + response + closesRow + sync, errNoRow, errNoRow},
		{"no row", sync + response, errNoRow, errNoRow},
		{"no response", row + sync, errNoResponse, errNoResponse},
		{"the commit is not synced", row + sync + commit + response, nil, errUnsynced},
	} {
		calls := parseTrace(strings.Split(test.trace, "\n"))
		if got := checkOrder(calls, "marker"); !errors.Is(got, test.want) {
			t.Errorf("%s: checkOrder returns %v, want %v", test.name, got, test.want)
		}
		if got := checkOrderAlone(calls, "marker"); !errors.Is(got, test.alone) {
			t.Errorf("%s: checkOrderAlone returns %v, want %v", test.name, got, test.alone)
		}
	}
}
