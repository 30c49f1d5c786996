package statement_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// sessions returns gorm's session on a connection, as in the transactions of the store, on a transaction
// of database/sql, as in a migration, and on a pool. Their database has tables and a translator of
// errors. The driver caches statements and SQLite checks foreign keys, as in the store.
func sessions(t *testing.T, log *slog.Logger) map[string]*gorm.DB {
	t.Helper()
	dialect := sqlite.Open(filepath.Join(t.TempDir(), "a.db") + "?_foreign_keys=on&_stmt_cache_size=8").(*sqlite.Dialector)
	pooled, err := gorm.Open(translator{dialect}, &gorm.Config{TranslateError: true, Logger: statement.NewLogger(log)})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := pooled.DB()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	for _, create := range []string{
		"CREATE TABLE names (num INTEGER PRIMARY KEY, name TEXT, content BLOB) STRICT",
		"CREATE TABLE nicknames (num INTEGER PRIMARY KEY, of INTEGER NOT NULL REFERENCES names (num)) STRICT",
		"CREATE TABLE deferred (num INTEGER PRIMARY KEY, of INTEGER NOT NULL REFERENCES names (num) DEFERRABLE INITIALLY DEFERRED) STRICT",
	} {
		if err := pooled.Exec(create).Error; err != nil {
			t.Fatal(err)
		}
	}
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tx, err := pool.Begin()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	on := func(use gorm.ConnPool) *gorm.DB {
		session := pooled.Session(&gorm.Session{NewDB: true, Context: t.Context()})
		session.Statement.ConnPool = use
		return session
	}
	return map[string]*gorm.DB{"connection": on(conn), "transaction": on(tx), "pool": on(pool)}
}

// TestRowAndInsert inserts and reads rows on each kind of session. It requires that the values are those
// that were inserted, that errors are translated, and that the log has the number of rows and no values.
func TestRowAndInsert(t *testing.T) {
	var text bytes.Buffer
	type row struct {
		num     int64
		name    string
		content []byte
	}
	insert := statement.NewInsert("names (num, name, content)", "", func(values []any, r row) []any {
		return append(values, r.num, r.name, r.content)
	})
	logged := func() (sum int64) {
		defer text.Reset()
		if strings.Contains(text.String(), "secret") {
			t.Errorf("the log has values: %s", text.String())
		}
		for decoder := json.NewDecoder(&text); decoder.More(); {
			var line struct{ Rows int64 }
			if err := decoder.Decode(&line); err != nil {
				t.Fatal(err)
			}
			sum += line.Rows
		}
		return sum
	}
	log := slog.New(slog.NewJSONHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for _, kind := range []string{"connection", "transaction", "pool"} {
		t.Run(kind, func(t *testing.T) {
			db := sessions(t, log)[kind]
			logged()
			rows := []row{{2, "", nil}, {3, "a secret", []byte{}}}
			for num := int64(len(rows)) + 2; num < 102; num++ {
				rows = append(rows, row{num, "a secret", []byte{0, byte(num)}})
			}
			if err := insert.Run(db, rows); err != nil {
				t.Fatal(err)
			}
			if n := logged(); n != int64(len(rows)) {
				t.Errorf("the log has %d inserted rows, want %d", n, len(rows))
			}
			for _, want := range rows {
				got, isNull := row{num: want.num}, false
				var name sql.Null[string]
				var content sql.Null[[]byte]
				found, err := statement.Row(db, "SELECT name, content, content IS NULL FROM names WHERE num = ?1 AND ?1 > 0",
					[]any{want.num}, &name, &content, &isNull)
				got.name, got.content = name.V, content.V
				if !found || err != nil || got.name != want.name || !bytes.Equal(got.content, want.content) || isNull != (want.content == nil) {
					t.Fatalf("%v is read as %v, %t (%t, %v)", want, got, isNull, found, err)
				}
			}
			if n := logged(); n != int64(len(rows)) {
				t.Errorf("the log has %d rows that were read, want %d", n, len(rows))
			}
			if _, found, err := statement.Number(db, "SELECT num FROM names WHERE name = ?", "another secret"); found || err != nil {
				t.Errorf("a row that is not stored is found: %t, %v", found, err)
			}
			if num, found, err := statement.Number(db, "INSERT INTO names (name) VALUES (?) RETURNING num", "a secret"); num != 102 || !found || err != nil {
				t.Errorf("the inserted row has the number %d (%t, %v)", num, found, err)
			}
			if _, _, err := statement.Number(db, "SELECT name FROM names WHERE num = ?", 3); !errors.Is(err, errTranslated) {
				t.Errorf("the error of a text that should be a number is %v", err)
			}
			if err := insert.Run(db, rows[:1]); !errors.Is(err, errTranslated) {
				t.Errorf("the error of a row that is stored already is %v", err)
			}
			if _, err := statement.Row(db, "SELECT abs(?)", []any{int64(-1 << 63)}, new(bool)); !errors.Is(err, errTranslated) {
				t.Errorf("the error of a row that cannot be computed is %v", err)
			}
			logged()
		})
	}
}

// TestRowReturnsLateErrors runs statements that return a row and then fail, such as an insert whose commit
// fails. It requires the error, and that nothing is stored.
func TestRowReturnsLateErrors(t *testing.T) {
	for _, kind := range []string{"connection", "transaction", "pool"} {
		t.Run(kind, func(t *testing.T) {
			db := sessions(t, slog.New(slog.DiscardHandler))[kind]
			failing := []string{
				"INSERT INTO nicknames (of) VALUES (99) RETURNING num",
				"INSERT INTO nicknames (of) SELECT 99 RETURNING num",
				"INSERT INTO nicknames (of) VALUES (99) ON CONFLICT DO UPDATE SET of = 99 RETURNING num",
				"SELECT abs(column1) FROM (VALUES (1), (-9223372036854775808))",
				"SELECT column1 FROM (VALUES (1), (2))",
			}
			if kind != "transaction" {
				// The statement commits, and only this fails.
				failing = append(failing, "INSERT INTO deferred (of) VALUES (99) RETURNING num")
			}
			for _, late := range failing {
				if num, found, err := statement.Number(db, late); found || !errors.Is(err, errTranslated) {
					t.Errorf("%s returns %d, %t and the error %v", late, num, found, err)
				}
			}
			if n, found, err := statement.Number(db, "SELECT (SELECT count(*) FROM nicknames) + (SELECT count(*) FROM deferred)"); n != 0 || !found || err != nil {
				t.Errorf("%d rows are stored (%t, %v), want 0", n, found, err)
			}
		})
	}
}

// TestErrorsOfValuesAreLogged reads values that are no numbers as numbers. It requires that the statement is
// logged once, with the error.
func TestErrorsOfValuesAreLogged(t *testing.T) {
	var text bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&text, nil))
	for _, kind := range []string{"connection", "transaction", "pool"} {
		t.Run(kind, func(t *testing.T) {
			db := sessions(t, log)[kind]
			for _, value := range []string{"SELECT 'text'", "SELECT NULL", "SELECT 1.5", "SELECT x'00'"} {
				text.Reset()
				if _, found, err := statement.Number(db, value); found || !errors.Is(err, errTranslated) {
					t.Errorf("%s is read as a number: %t, %v", value, found, err)
				}
				var line struct {
					Level string
					Trace struct{ SQL, Error string }
				}
				if err := json.Unmarshal(text.Bytes(), &line); err != nil || line.Level != "ERROR" || line.Trace.SQL != value || line.Trace.Error == "" {
					t.Errorf("the log of %s is %q (%v)", value, text.String(), err)
				}
			}
		})
	}
}
