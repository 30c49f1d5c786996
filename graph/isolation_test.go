package graph_test

import (
	"flag"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// TestHiddenGroupsDoNotLeak checks that activity in a group that is hidden from the caller
// does not change any response to the caller. It sends all queries and mutations of the
// schema to two fixtures that differ only in that.
func TestHiddenGroupsDoNotLeak(t *testing.T) {
	requireValues(t)
	enough := limitChecks(t, 6, 8*time.Second)
	var l coverage
	failed := false
	rapid.Check(t, func(rt *rapid.T) {
		if enough() && l.strangers > 0 && !failed {
			return
		}
		// A failed check is repeated, even after the time is over.
		failed = true
		p := newComparison(t, rt, drawScenario(rt), &l)
		defer p.close()
		p.compareQueries()
		p.comparePages(rt)
		p.compareCursors()
		before := p.state(p.hiddenIDs())
		p.compareMutations(rt)
		m := matcher{}
		m.compare("", before.body, p.state(p.hiddenIDs()).body)
		if len(m.differences) > 0 {
			rt.Fatalf("%s changed hidden objects:\n%s", describeCaller(p.scenario.caller), strings.Join(m.differences, "\n"))
		}
		p.askBoth(p.everyCall(p.schema.Query.Fields.ForName("nodes"), 1))
		for _, g := range p.scenario.groups {
			if p.scenario.shows(g) && !p.foundMarkers[g.marker] {
				rt.Fatalf("nothing of %s was seen", g.marker)
			}
		}
		p.compareStrangers()
		failed = false
	})
	if l.strangers == 0 || l.objects < 3000 || l.edges < 300 || l.counts < 150 || l.nulls < 1000 {
		t.Errorf("too little was looked at to prove anything: %+v", l)
	}
}

// limitChecks limits the number of rapid's checks and their time, unless -rapid.checks is
// set. The returned function reports whether the time is over.
func limitChecks(t *testing.T, times int, long time.Duration) (over func() bool) {
	t.Helper()
	checks := flag.Lookup("rapid.checks")
	if checks.Value.String() != checks.DefValue {
		return func() bool { return false }
	}
	if testing.Short() {
		times *= 5 // with -short, rapid makes a fifth of the checks
	}
	if err := checks.Value.Set(strconv.Itoa(times)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { checks.Value.Set(checks.DefValue) })
	began := time.Now()
	return func() bool { return time.Since(began) > long }
}

// compareQueries calls every field of Query with every value of its arguments, and selects
// everything below it.
func (p *comparison) compareQueries() {
	p.rt.Helper()
	for _, field := range p.schema.Query.Fields {
		if strings.HasPrefix(field.Name, "__") {
			continue
		}
		depth := 2
		if len(field.Arguments) > 0 && slices.ContainsFunc(field.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.Name() == "ID" }) {
			// Each object is read by its own id.
			depth = 0
		}
		p.askBoth(p.everyCall(field, depth))
	}
}
