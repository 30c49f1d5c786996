package gqldoc_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/plan"
	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// newPlannedDocuments returns the documents of the server's schema, with plans.
func newPlannedDocuments() *gqldoc.Documents {
	schema := gqldoc.NewSchema(graph.Definition())
	limits := gqldoc.DefaultLimits()
	return gqldoc.NewDocuments(schema, limits, false, graph.NewExecutable(schema, nil).NewCompiler())
}

func planOf(t *testing.T, d *gqldoc.Documents, text string, variables map[string]any) *plan.Plan {
	t.Helper()
	op, errs := d.Prepare(gqldoc.Request{Text: text, Variables: strictjson.Of(variables)})
	if errs != nil || op.Plan == nil {
		t.Fatalf("%s has no plan: %v", text, errs)
	}
	return op.Plan
}

func TestPlansAreKeptWithTheirDocument(t *testing.T) {
	d := newPlannedDocuments()
	text := `query($a: Boolean!, $b: Boolean = true) { me { id @skip(if: $a) userId @include(if: $b) } }`
	yes, no := map[string]any{"a": true}, map[string]any{"a": false}
	first := planOf(t, d, text, yes)
	if planOf(t, d, text, yes) != first || planOf(t, d, text, map[string]any{"a": true, "b": true}) != first {
		t.Error("the same conditions have several plans")
	}
	if planOf(t, d, text, no) == first || planOf(t, d, text, map[string]any{"a": true, "b": false}) == first {
		t.Error("other conditions have the same plan")
	}
}

// TestPlansInUseAreKept requests more combinations of conditions than have plans that are kept. The
// plans that were used last must be kept.
func TestPlansInUseAreKept(t *testing.T) {
	d := newPlannedDocuments()
	of := func(i int) *plan.Plan {
		return planOf(t, d, `query($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!) {
			me { id a: id @skip(if: $a) b: id @skip(if: $b) c: id @skip(if: $c) d: id @skip(if: $d) } }`,
			map[string]any{"a": i&1 != 0, "b": i&2 != 0, "c": i&4 != 0, "d": i&8 != 0})
	}
	var made [16]*plan.Plan
	for i := range made {
		made[i] = of(i)
		if of(i) != made[i] || of(0) != made[0] {
			t.Fatalf("after %d combinations, a plan in use is not kept", i+1)
		}
	}
	kept := 0
	for i := len(made) - 1; i >= 0 && of(i) == made[i]; i-- {
		kept++
	}
	if kept != 7 { // and the plan of 0
		t.Errorf("%d of the latest plans are kept, want 7", kept)
	}
}

// TestMemoryOfFragmentsInPlansIsLimited prepares documents with a fragment that is selected many
// times. The cache must count what the plans keep for each selection.
func TestMemoryOfFragmentsInPlansIsLimited(t *testing.T) {
	// The trees of cached documents may take 130 times the memory of 128 KiB of text.
	const limit = 130 * 128 << 10
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, fragment := range map[string]string{
		"long name":     "on Node { " + strings.Repeat("n", 60_000) + ": id }",
		"long argument": "on Drive { items(nameContains: \"" + strings.Repeat("n", 60_000) + "\") { totalCount } }",
		"arguments":     "on Drive { " + many(18, `a%d: activities(observedDateTime: {from: "2024-05-06T07:08:09Z", before: null}, first: 1) { __typename } `) + "}",
		"merged":        "on Group { " + strings.Repeat("drive { id } ", 16) + "}",
	} {
		t.Run(name, func(t *testing.T) {
			d := newPlannedDocuments()
			text := "(" + many(3, "$c%d: Boolean! ") + ") { " + many(25, "f%d: node(id: \"x\") { ...F } ") +
				many(3, "t%[1]d: __typename @skip(if: $c%[1]d) ") + "} fragment F " + fragment
			before := heap()
			for n := range 10 {
				plans := map[*plan.Plan]bool{}
				for i := range 8 {
					plans[planOf(t, d, fmt.Sprint("query Q", n, text), map[string]any{"c0": i&1 != 0, "c1": i&2 != 0, "c2": i&4 != 0})] = true
				}
				if len(plans) != 8 {
					t.Errorf("there are %d plans, want 8", len(plans))
				}
			}
			if used := heap() - before; used > limit {
				t.Errorf("the documents of %d bytes take %d bytes, more than %d", len(text), used, limit)
			}
			runtime.KeepAlive(d)
		})
	}
}

// heap returns the bytes of the objects that are in use.
func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// TestMemoryOfPlansIsLimited prepares short documents with large plans. Their texts alone would fit
// into the cache.
func TestMemoryOfPlansIsLimited(t *testing.T) {
	const documents = 200
	d := newPlannedDocuments()
	var fields strings.Builder
	for i := range 99 {
		fmt.Fprintf(&fields, "f%d:id ", i)
	}
	text := func(i int) string { return fmt.Sprintf(`query Q%d { node(id: "x") { %s } }`, i, fields.String()) }
	first := planOf(t, d, text(0), nil)
	if planOf(t, d, text(0), nil) != first {
		t.Fatal("the plan was not kept")
	}
	bytes := 0
	for i := range documents {
		bytes += len(text(i + 1))
		planOf(t, d, text(i+1), nil)
	}
	if bytes > 200<<10 {
		t.Fatalf("the texts have %d bytes, which is too much for this test", bytes)
	}
	if planOf(t, d, text(0), nil) == first {
		t.Errorf("the plans of %d documents were kept", documents)
	}
}

// TestCachedDocumentsDoNotKeepRequests prepares short documents of large requests.
func TestCachedDocumentsDoNotKeepRequests(t *testing.T) {
	d := newPlannedDocuments()
	large := strings.Repeat("x", 1<<20)
	before := heap()
	for i := range 50 {
		body, err := strictjson.Decode(strictjson.Text{Bytes: fmt.Appendf(nil, `{"query":"query Q%d { me { id } }","other":"%s"}`, i, large)})
		if err != nil {
			t.Fatal(err)
		}
		query, _ := body.Member("query")
		planOf(t, d, query.Text(), nil)
	}
	if used := heap() - before; used > 5<<20 {
		t.Errorf("50 short documents take %d bytes", used)
	}
	runtime.KeepAlive(d)
}
