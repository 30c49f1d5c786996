package models_test

import (
	"testing"

	"github.com/itemactivity/itemactivity/models"
)

// TestPageLimit checks that first and last are from 1 to 100 and cannot be combined, that a page
// has 25 edges without them, and that before alone reads backward.
func TestPageLimit(t *testing.T) {
	n := func(i int) *int { return &i }
	cursor := text("x")
	for name, c := range map[string]struct {
		args     models.PageArgs
		limit    int
		fromEnd  bool
		argument string
	}{
		"nothing":           {models.PageArgs{}, 25, false, ""},
		"first 1":           {models.PageArgs{First: n(1)}, 1, false, ""},
		"first 100":         {models.PageArgs{First: n(100)}, 100, false, ""},
		"last 1":            {models.PageArgs{Last: n(1)}, 1, true, ""},
		"last 100":          {models.PageArgs{Last: n(100)}, 100, true, ""},
		"after":             {models.PageArgs{After: cursor}, 25, false, ""},
		"before":            {models.PageArgs{Before: cursor}, 25, true, ""},
		"between":           {models.PageArgs{After: cursor, Before: cursor}, 25, false, ""},
		"first and before":  {models.PageArgs{First: n(3), Before: cursor}, 3, false, ""},
		"last and after":    {models.PageArgs{Last: n(3), After: cursor}, 3, true, ""},
		"first 0":           {models.PageArgs{First: n(0)}, 0, false, "first"},
		"first 101":         {models.PageArgs{First: n(101)}, 0, false, "first"},
		"first -1":          {models.PageArgs{First: n(-1)}, 0, false, "first"},
		"last 0":            {models.PageArgs{Last: n(0)}, 0, false, "last"},
		"last 101":          {models.PageArgs{Last: n(101)}, 0, false, "last"},
		"last -1":           {models.PageArgs{Last: n(-1)}, 0, false, "last"},
		"first and last":    {models.PageArgs{First: n(1), Last: n(1)}, 0, false, "last"},
		"first and last, 0": {models.PageArgs{First: n(0), Last: n(0)}, 0, false, "last"},
	} {
		limit, fromEnd, err := c.args.Limit()
		wantRefusal(t, name, err, models.BadUserInput, c.argument)
		if err == nil && (limit != c.limit || fromEnd != c.fromEnd) {
			t.Errorf("%s: %d, from the end %v", name, limit, fromEnd)
		}
	}
}
