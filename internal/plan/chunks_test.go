package plan_test

import (
	"strings"
	"testing"
)

// TestLongData executes queries whose data is several times as long as a chunk. The null of a field
// removes what was encoded before it, in all chunks that it reaches back to.
func TestLongData(t *testing.T) {
	const n = 3000
	long := strings.Repeat("x", 50)
	items := make([]*item, n)
	for i := range items {
		items[i] = &item{long}
	}
	list := func(object string, last string) string {
		return "[" + strings.Repeat(object+",", n-1) + last + "]"
	}
	name, label := `{"name":"`+long+`"}`, `{"label":"`+long+`"}`
	for _, c := range []struct {
		query, last string // name of the last item
		data        string
	}{
		{"{ strict { name } loose { label } }", long, `{"strict":` + list(name, name) + `,"loose":` + list(label, label) + "}"},
		{"{ loose { label } strict { name } }", "", `{"loose":` + list(label, `{"label":null}`) + `,"strict":null}`},
		{"{ strict { name } loose { label } }", "", `{"strict":null,"loose":` + list(label, `{"label":null}`) + "}"},
		{"{ loose { label } required { name } }", "", "null"},
	} {
		items[n-1] = &item{c.last}
		for range 2 { // the second execution uses the chunk of the first one
			data, _ := execute(t.Context(), planOf(t, c.query, items), wideLimits{})
			if data != c.data {
				t.Errorf("%s with the last name %q returns %d bytes, which begin with %.50s, want %d bytes", c.query, c.last, len(data), data, len(c.data))
			}
		}
	}
}
