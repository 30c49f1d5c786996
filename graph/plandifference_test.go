package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// TestPlansEqualGqlgen sends documents to a server that executes operations from plans, and to one
// that executes them with gqlgen. The data and the errors of the responses must be equal, and the
// mutations must have stored the same rows. In some databases, rows are missing to which others
// refer, so that fields fail at every depth. Each test draws documents until it has compared enough
// responses of each kind.
func TestPlansEqualGqlgen(t *testing.T) {
	requireValues(t)
	for _, c := range []struct {
		name, change string
		kind         ast.Operation
		enough       comparedResponses
	}{
		{"mutations", "", ast.Mutation, comparedResponses{data: 40, failed: 20, null: 5, changed: 15}},
		{"queries", "", ast.Query, comparedResponses{data: 100, failed: 10, aborted: 20, continued: 3}},
		{"a drive is missing", "DELETE FROM drives WHERE num = 1", ast.Query, comparedResponses{data: 40, failed: 20}},
		{"drive activities are missing", "DELETE FROM drive_activities WHERE num % 2 = 0", ast.Query, comparedResponses{data: 40, failed: 20}},
		{"stats are missing", "DELETE FROM item_activity_stats", ast.Query, comparedResponses{data: 40, failed: 20}},
		{"items are missing", "DELETE FROM drive_items WHERE num % 3 = 0", ast.Query, comparedResponses{data: 40, failed: 20}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newDifferenceScenario(t, c.change)
			d := &difference{scenario: s}
			check := func(rt *rapid.T) { d.compareMutations(t, rt) }
			if c.kind == ast.Query {
				e := newExecutors(t, s.database)
				var small []executors
				if c.change == "" { // without failed fields, whose values gqlgen does not encode
					small = e.small()
				}
				check = func(rt *rapid.T) { d.compareQuery(rt, e, small) }
			}
			limitChecks(t, 20, 0)
			const fewest, most = 3, 50
			for n := 0; !t.Failed() && (n < fewest || !d.counted.reach(c.enough)); n++ {
				if n == most {
					t.Fatalf("too few responses were compared: %+v", d.counted)
				}
				rapid.Check(t, check)
			}
			t.Logf("%+v, and %d operations were too large for a plan", d.counted, d.large)
			if d.large > d.counted.data/20 {
				t.Errorf("%d operations were too large for a plan", d.large)
			}
		})
	}
}

// FuzzPlansEqualGqlgen is TestPlansEqualGqlgen for two databases. Each input has copies of one.
func FuzzPlansEqualGqlgen(f *testing.F) {
	whole := newDifferenceScenario(f, "")
	damaged := newDifferenceScenario(f, "DELETE FROM drive_activities WHERE num % 2 = 0")
	f.Fuzz(func(t *testing.T, input []byte) {
		rapid.MakeFuzz(func(rt *rapid.T) {
			switch rapid.IntRange(0, 2).Draw(rt, "kind") {
			case 0:
				new(difference{scenario: whole}).compareMutations(t, rt)
			case 1:
				e := newExecutors(t, whole.database)
				new(difference{scenario: whole}).compareQuery(rt, e, e.small())
			default:
				new(difference{scenario: damaged}).compareQuery(rt, newExecutors(t, damaged.database), nil)
			}
		})(t, input)
	})
}

// difference compares the responses of executors.
type difference struct {
	scenario differenceScenario
	counted  comparedResponses
	large    int
}

// comparedResponses counts the responses that were compared: those with data, those with errors of
// fields, those whose data is null, those that were aborted because they exceed a limit, those with
// pages after a cursor, and those to mutations that changed rows.
type comparedResponses struct{ data, failed, null, aborted, continued, changed int }

// reach reports whether each number is at least that of other.
func (c comparedResponses) reach(other comparedResponses) bool {
	return c.data >= other.data && c.failed >= other.failed && c.null >= other.null && c.aborted >= other.aborted && c.continued >= other.continued &&
		c.changed >= other.changed
}

func (c *comparedResponses) count(body, response string) {
	for part, count := range map[string]*int{`"data":{`: &c.data, `"path"`: &c.failed, `"data":null`: &c.null, "QUERY_TOO_COMPLEX": &c.aborted} {
		if strings.Contains(response, part) {
			*count++
		}
	}
	if !strings.Contains(response, `"path"`) && strings.Contains(response, `"data":{`) && strings.Contains(body, "after: ") {
		c.continued++
	}
}

// compareQuery compares the responses to a query, which is also sent to executors with small limits.
func (d *difference) compareQuery(rt *rapid.T, e executors, small []executors) {
	g, r := d.draw(rt, ast.Query)
	document := g.document(ast.Query, rapid.IntRange(1, 4).Draw(rt, "depth"))
	for range 3 { // then, the plan is cached
		r.body = g.request(document)
		d.compare(rt, e, r, func(response string) string { return response })
		if len(small) > 0 {
			d.compare(rt, rapid.SampledFrom(small).Draw(rt, "limits"), r, func(response string) string { return response })
		}
		g.drawConditions()
	}
	d.large += int(e.planned.large.Swap(0))
}

// compareMutations compares the responses to some mutations, and what they store in new copies of
// the database. The ids that the servers generate differ.
func (d *difference) compareMutations(tb testing.TB, rt *rapid.T) {
	tb.Helper()
	e := newExecutors(tb, d.scenario.database)
	defer func() {
		if err := e.close(); err != nil {
			tb.Error(err)
		}
	}()
	before := e.compareRows(rt, "")
	for range rapid.IntRange(1, 3).Draw(rt, "documents") {
		g, r := d.draw(rt, ast.Mutation)
		document := g.document(ast.Mutation, rapid.IntRange(1, 4).Draw(rt, "depth"))
		r.key = rapid.SampledFrom([]string{"", "", "key", "other"}).Draw(rt, "idempotency key")
		for range 2 { // then, the mutation is repeated
			r.body = g.request(document)
			d.compare(rt, e, r, withoutOwn)
			after := e.compareRows(rt, r.body)
			if !slices.Equal(after, before) {
				d.counted.changed++
			}
			before = after
			g.drawConditions()
		}
	}
	d.large += int(e.planned.large.Load())
}

// draw draws a caller.
func (d *difference) draw(rt *rapid.T, kind ast.Operation) (*documentGenerator, request) {
	g := newDocumentGenerator(rt, d.scenario.ids)
	g.cursors = d.scenario.cursors
	return g, newRequest(rapid.SampledFrom(d.scenario.callers).Draw(rt, "caller of the "+string(kind)), "")
}

// compare sends a request and compares the responses, as a function returns them.
func (d *difference) compare(rt *rapid.T, e executors, r request, of func(response string) string) {
	got, want := of(e.planned.ask(rt, r)), of(e.interpreted.ask(rt, r))
	if got != want {
		rt.Fatalf("the plan of\n%s\nreturns\n%s\nand gqlgen\n%s", r.body, got, want)
	}
	d.counted.count(r.body, got)
}
