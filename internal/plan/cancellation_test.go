package plan_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// TestCancellation cancels a query before each of its fields in turn. Lists end at the element that
// they have reached. The data is JSON, and every error is at a value that is null.
func TestCancellation(t *testing.T) {
	p := planOf(t, "{ strict { name } loose { name items { label } } again: strict { label } }", []*item{{"a"}, {"b"}, {"c"}})
	fields := 0
	whole, errs := execute(t.Context(), p, wideLimits{func() { fields++ }})
	if errs != nil || fields != 3+3+3+3+9+3 {
		t.Fatalf("%d fields return %s with the errors %v", fields, whole, errs)
	}
	ended := 0
	for n := 1; n <= fields; n++ {
		ctx, cancel := context.WithCancel(t.Context())
		begun := 0
		data, errs := execute(ctx, p, wideLimits{func() {
			if begun++; begun == n {
				cancel()
			}
		}})
		cancel()
		var decoded any
		if err := json.Unmarshal([]byte(data), &decoded); err != nil {
			t.Fatalf("after %d fields, the data is %s: %v", n, data, err)
		}
		if (len(errs) == 0) != (data == whole) {
			t.Errorf("after %d fields, the errors are %v, and the data is %s", n, errs, data)
		}
		if !haveElements(decoded, 3) {
			t.Errorf("after %d fields, a list of %s has not 3 elements", n, data)
		}
		if begun > n+3 { // the other fields of the objects that contain the field
			t.Errorf("after %d fields, %d more are resolved", n, begun-n)
		}
		for _, err := range errs {
			if !errors.Is(err, context.Canceled) || !isNull(decoded, err.Path) {
				t.Errorf("after %d fields, the error is %v, and the data is %s", n, err, data)
			}
			ended++
		}
	}
	if ended < fields/2 {
		t.Errorf("only %d lists ended early", ended)
	}
}

// haveElements reports whether all lists in a value have n elements.
func haveElements(value any, n int) bool {
	switch value := value.(type) {
	case map[string]any:
		for _, member := range value {
			if !haveElements(member, n) {
				return false
			}
		}
	case []any:
		for _, element := range value {
			if !haveElements(element, n) {
				return false
			}
		}
		return len(value) == n
	}
	return true
}

// isNull reports whether the value at a path, or one that contains it, is null.
func isNull(value any, path ast.Path) bool {
	for _, step := range path {
		switch step := step.(type) {
		case ast.PathName:
			object, ok := value.(map[string]any)
			if !ok {
				return value == nil
			}
			value = object[string(step)]
		case ast.PathIndex:
			list, ok := value.([]any)
			if !ok || int(step) >= len(list) {
				return value == nil
			}
			value = list[step]
		}
	}
	return value == nil
}
