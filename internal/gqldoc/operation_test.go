package gqldoc_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqldoc/doctest"
	"github.com/itemactivity/itemactivity/internal/strictjson"
	"github.com/itemactivity/itemactivity/models"
)

func documents(tb testing.TB) *gqldoc.Documents {
	tb.Helper()
	return gqldoc.NewDocuments(doctest.ServerSchema(tb), gqldoc.DefaultLimits(), false, nil)
}

// TestPrepareSelectsTheOperation selects operations by name.
func TestPrepareSelectsTheOperation(t *testing.T) {
	name := func(s string) *string { return &s }
	const two = "query A { me { id } } query B($v: Int = 3) { groups(first: $v) { totalCount } }"
	for _, c := range []struct {
		text    string
		name    *string
		want    string
		message string
	}{
		{two, name("A"), "A", ""},
		{two, name("B"), "B", ""},
		{"query A { me { id } }", nil, "A", ""},
		{two, nil, "", "Must provide operation name if query contains multiple operations."},
		{two, name("C"), "", `Unknown operation named "C".`},
		{"{ me { id } }", name(""), "", `Unknown operation named ""`},
	} {
		op, errs := documents(t).Prepare(gqldoc.Request{Text: c.text, OperationName: c.name})
		if c.message != "" {
			if len(errs) != 1 || !strings.Contains(errs[0].Message, c.message) {
				t.Errorf("%s: the errors are %v, want %s", c.text, errs, c.message)
			}
			continue
		}
		if errs != nil || op.Definition.Name != c.want {
			t.Errorf("%s: %v, want operation %s", c.text, errs, c.want)
		}
	}
}

// TestPrepareUsesTheVariables checks that the variables are coerced, and that the estimate
// depends on their values, even if the document is cached.
func TestPrepareUsesTheVariables(t *testing.T) {
	d := documents(t)
	const text = "query($v: Int = 3) { groups(first: $v) { edges { node { id } } } }"
	costs := map[int]int{}
	for _, first := range []int{1, 10, 1} {
		op, errs := d.Prepare(gqldoc.Request{Text: text, Variables: strictjson.Of(map[string]any{"v": first})})
		if errs != nil {
			t.Fatal(errs)
		}
		if got := fmt.Sprint(op.Variables); got != fmt.Sprintf("map[v:%d]", first) {
			t.Errorf("the variables are %s", got)
		}
		if known, again := costs[first]; again && known != op.Estimate.Cost {
			t.Errorf("the cost for %d is %d, and was %d", first, op.Estimate.Cost, known)
		}
		costs[first] = op.Estimate.Cost
	}
	if costs[1] >= costs[10] {
		t.Errorf("the costs are %v", costs)
	}
}

func TestPrepareRejectsWhatCostsTooMuch(t *testing.T) {
	limits := gqldoc.DefaultLimits()
	limits.Complexity = 1
	d := gqldoc.NewDocuments(doctest.ServerSchema(t), limits, false, nil)
	_, errs := d.Prepare(gqldoc.Request{Text: "{ me { id } }"})
	refusal, ok := errors.AsType[*models.Error](errs)
	if !ok || refusal.Code != models.QueryTooComplex || refusal.Extensions["limit"] != 1 {
		t.Errorf("the errors are %v", errs)
	}
}
