package statement_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// TestSlowRowsAreLogged reads rows until a query is slow. It requires that the query is logged once, as
// slow, with the number of the rows and a duration that includes the time of reading them.
func TestSlowRowsAreLogged(t *testing.T) {
	const slow = 200 * time.Millisecond
	const query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i >= ?"
	var text bytes.Buffer
	db, err := gorm.Open(sqlite.Open(filepath.Join(t.TempDir(), "a.db")), &gorm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	db = db.WithContext(t.Context())
	db.Logger = statement.NewLogger(slog.New(slog.NewJSONHandler(&text, nil)))
	enough := errors.New("slow enough")
	for name, read := range map[string]func(use func() error) error{
		"EachRow": func(use func() error) error {
			return statement.EachRow(db.Raw(query, 1), func(*sql.Rows) error { return use() })
		},
		"Query": func(use func() error) error {
			return statement.Query(db, func(*sql.Rows) error { return use() }, query, 1)
		},
		"Each": func(use func() error) error {
			return statement.Each(db, func(*int64) error { return use() }, query, 1)
		},
	} {
		text.Reset()
		rows, first := 0, time.Time{}
		if err := read(func() error {
			if rows++; rows == 1 {
				first = time.Now()
			}
			if time.Since(first) >= slow {
				return enough
			}
			return nil
		}); !errors.Is(err, enough) {
			t.Fatalf("%s returns %v", name, err)
		}
		var line struct {
			Level string
			Trace struct {
				SQL      string
				Rows     int
				Duration string
				Error    string
			}
		}
		if err := json.Unmarshal(text.Bytes(), &line); err != nil {
			t.Fatalf("%s logs %s (%v)", name, text.String(), err)
		}
		took, err := time.ParseDuration(line.Trace.Duration)
		if err != nil || took < slow || line.Level != "WARN" || line.Trace.SQL != query || line.Trace.Rows != rows || line.Trace.Error != "" {
			t.Errorf("after %d rows %s logs %s", rows, name, text.String())
		}
	}
}
