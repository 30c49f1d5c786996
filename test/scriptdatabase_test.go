package test

import (
	"database/sql"

	_ "github.com/mattn/go-sqlite3" // opens the databases that the scripts change
	"github.com/rogpeppe/go-internal/testscript"
)

// schemaVersion records a later schema version, as goose does.
func (s *scriptState) schemaVersion(ts *testscript.TestScript, args []string) {
	change(ts, args[0], "INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, TRUE)", args[1])
}

func (s *scriptState) load(ts *testscript.TestScript, args []string) {
	change(ts, args[0], ts.ReadFile(args[1]))
}

func (s *scriptState) foreignDatabase(ts *testscript.TestScript, args []string) {
	change(ts, args[0], "CREATE TABLE users (name TEXT); CREATE TABLE goose_db_version (version_id, is_applied)")
}

func (s *scriptState) change(ts *testscript.TestScript, args []string) { change(ts, args[0], args[1]) }

func change(ts *testscript.TestScript, database, statement string, arguments ...any) {
	db, err := sql.Open("sqlite3", ts.MkAbs(database))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(statement, arguments...)
	ts.Check(err)
}
