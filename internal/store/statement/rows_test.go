package statement_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

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
	db, err := gorm.Open(translator{dialect}, &gorm.Config{TranslateError: true})
	if err != nil {
		t.Fatal(err)
	}
	// The second row overflows.
	query := db.WithContext(t.Context()).Raw("SELECT abs(column1) FROM (VALUES (1), (-9223372036854775808), (3))")
	used := 0
	var rows *sql.Rows
	err = statement.EachRow(query, func(r *sql.Rows) error {
		rows = r
		used++
		return nil
	})
	if used != 1 || !errors.Is(err, errTranslated) {
		t.Errorf("after %d rows the error is %v", used, err)
	}
	if rows.Next() || rows.Err() == nil {
		t.Error("the rows were not closed")
	}
	// The function finds rows that are damaged.
	errOwn := errors.New("own")
	if err := statement.EachRow(db.Raw("SELECT 1"), func(*sql.Rows) error { return errOwn }); !errors.Is(err, errOwn) || !errors.Is(err, errTranslated) {
		t.Errorf("the error of the function becomes %v", err)
	}
}
