package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestMain lets the program start itself, as it does outside of tests.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == loadCommand || os.Args[1] == opponentCommand) {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestShort measures nothing worth reading: it wants every contestant to answer
// every request rightly, and to have stored what it acknowledged.
func TestShort(t *testing.T) {
	if testing.Short() {
		t.Skip("not running the benchmark: make check does, or go test ./bench")
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
		"| | itemactivity | raw insert, group commit | raw insert, own commit | gqlgen, no store | stand-in for the best peer | textbook |\n",
		"**8 connections**: mutations/s |",
		"**1,000 rows per request**, 4 connections: rows/s |",
		"| memory without load | ≤ 32.0 MiB |",
	} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, table.String())
		}
	}
}
