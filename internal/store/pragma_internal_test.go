package store

import (
	"database/sql/driver"
	"errors"
	"testing"

	"gorm.io/gorm"
)

// TestPragmas looks at the connections as they are: the driver's defaults are
// not ours, and an option that it does not know is no error.
func TestPragmas(t *testing.T) {
	s := open(t, nil)
	wantPragmas(t, s)
	// And as they are when one had to be replaced.
	tx, err := s.database.BeginWrite()
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.conn.Raw(func(any) error { return driver.ErrBadConn }); !errors.Is(err, driver.ErrBadConn) {
		t.Fatal(err)
	}
	_ = tx.End()
	wantPragmas(t, s)
}

func wantPragmas(t *testing.T, s *Store) {
	t.Helper()
	for _, c := range []struct {
		pool         *gorm.DB
		pragma, want string
	}{
		{s.database.Writes(), "journal_mode", "wal"},
		{s.database.Writes(), "synchronous", "2"}, // FULL
		{s.database.Writes(), "foreign_keys", "1"},
		{s.database.Writes(), "cache_size", "-12288"},
		{s.database.Writes(), "temp_store", "2"}, // MEMORY
		{s.database.Writes(), "wal_autocheckpoint", "16384"},
		{s.database.Writes(), "application_id", "1769234797"},
		{s.database.Reads(), "query_only", "1"},
		{s.database.Reads(), "temp_store", "0"},
	} {
		var got string
		if err := c.pool.Raw("PRAGMA " + c.pragma).Scan(&got).Error; err != nil || got != c.want {
			t.Errorf("%s is %q, want %q (%v)", c.pragma, got, c.want, err)
		}
	}
}

// TestReadersCannotWrite asks SQLite itself: no check of ours stands between.
func TestReadersCannotWrite(t *testing.T) {
	s := open(t, nil)
	if err := s.database.Reads().Exec("DELETE FROM secrets").Error; err == nil {
		t.Error("a reader wrote")
	}
	var n int64
	if err := s.database.Reads().Table("secrets").Count(&n).Error; err != nil || n != 1 {
		t.Errorf("%d secrets are left (%v)", n, err)
	}
}
