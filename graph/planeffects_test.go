package graph_test

import (
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// notCompared are the tables that are not compared. The server fills most of them in batches, from
// item_activities.
var notCompared = []string{
	"goose_db_version", "sqlite_sequence", "projections",
	"item_timelines", "group_timelines", "activity_actors", "activity_postings", "item_action_counts", "item_action_actors",
	"active_items", "active_actors",
	"drive_action_counts", "drive_action_actors",
}

// madeBytes matches an id that the server generated, as it is stored.
var madeBytes = regexp.MustCompile(`^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$`)

// rows returns the rows of all tables of the database, sorted, without the ids that the server
// generated.
func (e executorUnderTest) rows(t rapid.TB) []string {
	db, err := sql.Open("sqlite3", e.Path)
	if err != nil {
		t.Fatal(err)
	}
	var names, all []string
	for _, table := range rowsOf(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table'") {
		if names = append(names, table); slices.Contains(notCompared, table) {
			continue
		}
		for _, row := range rowsOf(t, db, "SELECT * FROM "+table) {
			all = append(all, table+" "+row)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, table := range append(notCompared, "item_activities", "group_members") {
		if !slices.Contains(names, table) {
			t.Fatalf("there is no table %s", table)
		}
	}
	slices.Sort(all)
	return all
}

// rowsOf returns the rows of a query, as text.
func rowsOf(t rapid.TB, db *sql.DB, query string) (all []string) {
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		err = errors.Join(err, rows.Scan(into...))
		texts := make([]string, len(values))
		for i, value := range values {
			texts[i] = columnText(value)
		}
		all = append(all, strings.Join(texts, " "))
	}
	if err := errors.Join(err, rows.Err()); err != nil {
		t.Fatal(err)
	}
	return all
}

func columnText(value any) string {
	bytes, ok := value.([]byte)
	if !ok {
		return madeID.ReplaceAllString(fmt.Sprint(value), "an id")
	}
	return madeBytes.ReplaceAllString(hex.EncodeToString(bytes), "an id")
}

// compareRows compares the databases of the executors, and returns their rows.
func (e executors) compareRows(t rapid.TB, body string) []string {
	got, want := e.planned.rows(t), e.interpreted.rows(t)
	if slices.Equal(got, want) {
		return got
	}
	missing := func(from, in []string) (rows []string) {
		for _, row := range from {
			if !slices.Contains(in, row) {
				rows = append(rows, row)
			}
		}
		return rows
	}
	t.Fatalf("the plan of\n%s\nstores\n%s\nand gqlgen\n%s", body, strings.Join(missing(got, want), "\n"), strings.Join(missing(want, got), "\n"))
	return nil
}
