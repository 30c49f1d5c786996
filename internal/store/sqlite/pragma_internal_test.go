package sqlite

import (
	"database/sql/driver"
	"errors"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// TestPragmas checks the settings of the open connections. The driver has other defaults,
// and does not report an option that it does not know.
func TestPragmas(t *testing.T) {
	d := open(t)
	wantPragmas(t, d)
	// The settings must also be right after a connection was replaced.
	tx, err := d.BeginWrite()
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.conn.Raw(func(any) error { return driver.ErrBadConn }); !errors.Is(err, driver.ErrBadConn) {
		t.Fatal(err)
	}
	_ = tx.End()
	wantPragmas(t, d)
}

func wantPragmas(t *testing.T, d *Database) {
	t.Helper()
	for _, c := range []struct {
		pool         *gorm.DB
		pragma, want string
	}{
		{d.writes, "journal_mode", "wal"},
		{d.writes, "synchronous", "2"}, // FULL
		{d.writes, "foreign_keys", "1"},
		{d.writes, "cache_size", "-12288"},
		{d.writes, "temp_store", "2"}, // MEMORY
		{d.writes, "wal_autocheckpoint", "16384"},
		{d.writes, "application_id", "1769234797"},
		{d.readers, "query_only", "1"},
		{d.readers, "cache_size", "-512"},
		{d.readers, "temp_store", "0"},
	} {
		var got string
		if err := c.pool.Raw("PRAGMA " + c.pragma).Scan(&got).Error; err != nil || got != c.want {
			t.Errorf("%s is %q, want %q (%v)", c.pragma, got, c.want, err)
		}
	}
}

// TestReadersCannotWrite checks that SQLite itself rejects a write on a read connection.
func TestReadersCannotWrite(t *testing.T) {
	d := open(t)
	if err := d.readers.Exec("DELETE FROM secrets").Error; err == nil {
		t.Error("a reader wrote")
	} // The error has a message for callers, which does not mention storing.
	rejection, ok := errors.AsType[*models.Error](d.readers.Exec("DELETE FROM secrets").Error)
	if !ok || rejection.Code != models.Unavailable || strings.Contains(rejection.Message, "stored") {
		t.Errorf("the error of a read is %v", rejection)
	}

	var n int64
	if err := d.readers.Table("secrets").Count(&n).Error; err != nil || n != 1 {
		t.Errorf("%d secrets are left (%v)", n, err)
	}
}
