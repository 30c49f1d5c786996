package openapi

import (
	"fmt"
	"testing"
)

// TestPermissionsTogether: the sets are the smallest ones that satisfy every condition.
func TestPermissionsTogether(t *testing.T) {
	for want, conditions := range map[string][][]string{
		"[[]]":                      nil,
		"[[a] [b]]":                 {{"a", "b"}},
		"[[b]]":                     {{"a", "b"}, {"b"}},
		"[[a b] [c]]":               {{"a", "c"}, {"b", "c"}},
		"[[a b]]":                   {{"a"}, {"b"}, {"a", "b"}},
		"[[a b] [a c] [b d] [c d]]": {{"a", "d"}, {"b", "c"}},
	} {
		sets := [][]string{{}}
		for _, anyOf := range conditions {
			sets = both(sets, anyOf)
		}
		if got := fmt.Sprint(sets); got != want {
			t.Errorf("%v needs %s, want %s", conditions, got, want)
		}
	}
}
