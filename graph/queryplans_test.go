package graph_test

import (
	"database/sql"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestEveryStatementUsesIndexes has SQLite explain each statement that the server runs when
// all fields of the schema are read, page by page, by every kind of caller, and when
// everything is recorded. No statement may scan a table, or sort rows before it applies the
// limit. The statements are from the log of the server.
func TestEveryStatementUsesIndexes(t *testing.T) {
	t.Parallel()
	s, asked := newStatementServer(t)
	asked.take() // discards the statements of the start
	r := newCursorFixture(t, s)
	claims := &auth.Principal{UserID: "ada", Scopes: reader.Scopes, Groups: []models.ID{"zq0qz-group", "6e75ec2c-5b1a-4bb2-a1d2-05a4d61c3f0f"}}
	everything := &auth.Principal{ApplicationID: "reader", Scopes: auth.FilesReadAll}
	for _, caller := range []*auth.Principal{reader, claims, everything, auth.Local()} {
		for _, field := range r.schema.Query.Fields {
			if !strings.HasPrefix(field.Name, "__") {
				r.ask(t, caller, r.everyCall(field, 1))
			}
		}
		for _, p := range append(r.lists(), r.itemActivityLists()...) {
			for _, w := range []direction{forwards, backwards} {
				ends, _ := cursorsIn(r.ask(t, caller, p.document(r.queryGenerator, w.size+": 1")).text)
				if ends[w.end] != "" {
					r.ask(t, caller, p.document(r.queryGenerator, fmt.Sprintf("%s: 1 %s: %q", w.size, w.from, ends[w.end])))
				}
			}
		}
	}
	statements := asked.take()
	slices.Sort(statements)
	statements = slices.Compact(statements)
	e := newExplainer(t, s.Path)
	for _, statement := range statements {
		e.explain(t, statement)
	}
	e.checkCovered(t)
}

// explainer has the tables and indexes of a database that no statement has used yet, except
// the tables of secrets and of the epoch, which are read at the start.
type explainer struct {
	db     *sql.DB
	unused map[string]bool
}

func newExplainer(t *testing.T, path string) *explainer {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	e := &explainer{db: db, unused: map[string]bool{}}
	rows, err := db.Query("SELECT name FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE 'goose_%' AND name NOT IN ('secrets', 'log_epoch', 'sqlite_sequence')")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		e.unused[name] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return e
}

// Steps of a plan that scan, sort, or use an index.
var (
	scanning = regexp.MustCompile(`^SCAN ([A-Za-z_]\w*)( VIRTUAL TABLE)?`)
	sorting  = regexp.MustCompile(`USE TEMP B-TREE FOR ORDER BY`)
	using    = regexp.MustCompile(`USING (?:COVERING )?INDEX (\w+)`)
)

// scanned are the subqueries and tables that may be scanned. The rows of the subqueries are
// constants, or an index has found them. The table projections has one row for each projection.
var scanned = map[string]bool{
	"listed": true, "search": true, "acted": true, "above": true, "sought": true, "CONSTANT": true, "projections": true,
}

// allGroups is the list of all groups, for callers that can see every group. It reads the
// table in the order of its key, up to a limit.
var allGroups = regexp.MustCompile("FROM `groups` +WHERE TRUE (ORDER BY groups.num (DESC )?)?LIMIT")

func (e *explainer) explain(t *testing.T, statement string) {
	t.Helper()
	for table := range e.unused {
		if regexp.MustCompile(`\b` + table + `\b`).MatchString(statement) {
			delete(e.unused, table)
		}
	}
	rows, err := e.db.Query("EXPLAIN QUERY PLAN "+statement, make([]any, strings.Count(statement, "?"))...)
	if err != nil {
		t.Fatal(err, statement)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		if m := scanning.FindStringSubmatch(step); m != nil && m[2] == "" && !scanned[m[1]] && !allGroups.MatchString(statement) || sorting.MatchString(step) {
			t.Errorf("%s:\n%s", step, statement)
		}
		if m := using.FindStringSubmatch(step); m != nil {
			delete(e.unused, m[1])
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// checkCovered checks that each table and each index is used. Otherwise there is a
// statement that was not explained, or an index that is not needed.
func (e *explainer) checkCovered(t *testing.T) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(e.unused)) {
		t.Errorf("no statement uses %s", name)
	}
}
