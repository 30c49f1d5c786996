package test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shownTable matches a table in which the cells of the header are fields of the elements of a list.
var shownTable = regexp.MustCompile("(?m)^\\| `[^\n]*\\|\n\\|[-| ]+\\|\n(?:\\|[^\n]*\\|\n)+")

// tableIn returns the rows of the first such table in a text, with the header, or nil.
func tableIn(text string) (rows [][]string) {
	for i, line := range strings.Split(strings.TrimSuffix(shownTable.FindString(text), "\n"), "\n") {
		if line == "" || i == 1 {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for c := range cells {
			cells[c] = strings.Trim(cells[c], " `")
		}
		rows = append(rows, cells)
	}
	return rows
}

// wantTable compares the only list in a response with the table that a document shows.
func wantTable(t *testing.T, where string, table [][]string, response any) {
	t.Helper()
	got := [][]string{table[0]}
	for _, element := range listIn(response) {
		var row []string
		for _, path := range table[0] {
			value := element
			for name := range strings.SplitSeq(path, ".") {
				object, _ := value.(map[string]any)
				value = object[name]
			}
			row = append(row, fmt.Sprint(value))
		}
		got = append(got, row)
	}
	if !slices.EqualFunc(got, table, slices.Equal) {
		t.Errorf("%s shows the table\n%q\nand the response has\n%q", where, table, got)
	}
}

// listIn returns the first list in a response.
func listIn(response any) []any {
	switch v := response.(type) {
	case []any:
		return v
	case map[string]any:
		for _, member := range v {
			if list := listIn(member); list != nil {
				return list
			}
		}
	}
	return nil
}
