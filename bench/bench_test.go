package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestMain makes the test binary behave like the program when the benchmark starts itself as
// a load generator or an opponent.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == loadCommand || os.Args[1] == opponentCommand) {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestShort runs the benchmark for a very short time. Every response must be the right one,
// and each database must have exactly the acknowledged activities. The measured values are
// not checked.
func TestShort(t *testing.T) {
	if testing.Short() {
		t.Skip("the benchmark does not run: run make check or go test ./bench")
	}
	o, err := parse([]string{"-short", "-dir", t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	if err := compare(t.Context(), o, &table); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| | itemactivity | raw insert, group commit | raw insert, own commit | gqlgen, no store | stand-in for the best peer | textbook | graph-gophers, database/sql |",
		"**8 connections**: mutations/s |",
		"| | URLs of Microsoft Graph | `/graphql` |\n",
		"**1,000 rows per request**, 4 connections: rows/s |",
		"**Page of 50**, 8 connections: pages/s |",
		"**90 days**, 8 connections: queries/s |",
		"| pages/s at 1 connection, against the best peer | ≥ 1.30× | ≥ 2.00× |",
		"| memory without load | ≤ 32.0 MiB |",
	} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the report does not contain %q:\n%s", want, table.String())
		}
	}
	for name, title := range map[string]string{
		"bun":       "| Bun, graphql-jit, bun:sqlite |",
		"mercurius": "| Node.js, mercurius-jit, better-sqlite3 |",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := os.Stat("peers/" + name + "/node_modules"); err != nil {
				t.Skip("it is not installed: run make bench-peers")
			}
			if !strings.Contains(table.String(), title) {
				t.Errorf("the report does not contain %q:\n%s", title, table.String())
			}
		})
	}
}
