package statement_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/itemactivity/itemactivity/internal/store/statement"
)

var errTranslated = errors.New("translated")

// translator is SQLite's dialect with a translation of each error.
type translator struct{ *sqlite.Dialector }

func (translator) Translate(err error) error { return errors.Join(err, errTranslated) }

// TestErrorsOfRowsAreTranslated checks the translation of errors of reading rows. SQLite
// detects most faults only there, after the statement has begun.
func TestErrorsOfRowsAreTranslated(t *testing.T) {
	dialect := sqlite.Open(filepath.Join(t.TempDir(), "a.db")).(*sqlite.Dialector)
	db, err := gorm.Open(translator{dialect}, &gorm.Config{TranslateError: true, Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	db = db.WithContext(t.Context())
	errOwn := errors.New("own")
	for name, read := range map[string]func(use func() error, query string) error{
		"EachRow": func(use func() error, query string) error {
			return statement.EachRow(db.Raw(query), func(*sql.Rows) error { return use() })
		},
		"Query": func(use func() error, query string) error {
			return statement.Query(db, func(*sql.Rows) error { return use() }, query)
		},
		"Each": func(use func() error, query string) error {
			return statement.Each(db, func(*int64) error { return use() }, query)
		},
	} {
		used := 0
		count := func() error { used++; return nil }
		// The second row overflows.
		err := read(count, "SELECT abs(column1) FROM (VALUES (1), (-9223372036854775808), (3))")
		if used != 1 || !errors.Is(err, errTranslated) {
			t.Errorf("%s: after %d rows the error is %v", name, used, err)
		}
		if err := read(count, "SELECT nothing"); used != 1 || !errors.Is(err, errTranslated) {
			t.Errorf("%s: after %d rows the error of a wrong statement is %v", name, used, err)
		}
		// The function finds rows that are damaged.
		used = 0
		err = read(func() error { used++; return errOwn }, "VALUES (1), (2)")
		if used != 1 || !errors.Is(err, errOwn) || !errors.Is(err, errTranslated) {
			t.Errorf("%s: after %d rows the error of the function becomes %v", name, used, err)
		}
	}
	// A value that has not the type of its field is an error, too.
	for _, query := range []string{"SELECT abs(column1) FROM (VALUES (1), (-9223372036854775808))", "VALUES (1), ('text')", "SELECT nothing"} {
		if _, err := statement.Find[int64](db, query); !errors.Is(err, errTranslated) {
			t.Errorf("the error of Find for %s is %v", query, err)
		}
		if _, err := statement.First[int64](db, query); !errors.Is(err, errTranslated) {
			t.Errorf("the error of First for %s is %v", query, err)
		}
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	if open := pool.Stats().InUse; open != 0 {
		t.Errorf("the rows of %d statements were not closed", open)
	}
}
