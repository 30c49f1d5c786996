package sqlite

import (
	"os"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// TestDatabaseThatEndsWithinAPageIsRejected checks that the result of an interrupted copy
// is damage, and that the database is not opened.
func TestDatabaseThatEndsWithinAPageIsRejected(t *testing.T) {
	d := open(t)
	path := d.path
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	size := dbfile.Size(path)
	for _, cut := range []int64{1, 100, dbfile.PageSize - 1} {
		if err := os.Truncate(path, size-cut); err != nil {
			t.Fatal(err)
		}
		reserved, err := Reserve(testConfig(path))
		if err != nil {
			t.Fatal(err)
		}
		d, err := reserved.Open(t.Context())
		if err == nil || !strings.Contains(err.Error(), path+" is damaged") {
			t.Errorf("without %d bytes: %v", cut, err)
		}
		if err == nil {
			_ = d.Close()
		}
	}
	if got := dbfile.Size(path); got != size-(dbfile.PageSize-1) {
		t.Errorf("the file has %d bytes now", got)
	}
}
