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

// TestNothingLeaks: what happened in a group that the caller may not see changes
// no answer to it. Whatever can be asked is asked in two worlds that differ in
// just that.
func TestNothingLeaks(t *testing.T) {
	requireValues(t)
	enough := tries(t, 6, 8*time.Second)
	var l looked
	failed := false
	rapid.Check(t, func(rt *rapid.T) {
		if enough() && l.strangers > 0 && !failed {
			return
		}
		// What fails is tried again, however late it is.
		failed = true
		p := newPair(t, rt, aPlan(rt), &l)
		defer p.close()
		p.queries()
		p.pages(rt)
		p.cursors()
		before := p.state(p.unseen())
		p.mutations(rt)
		m := matcher{}
		m.compare("", before.whole, p.state(p.unseen()).whole)
		if len(m.differences) > 0 {
			rt.Fatalf("%s changed what it may not:\n%s", who(p.plan.caller), strings.Join(m.differences, "\n"))
		}
		p.same(p.everyCall(p.schema.Query.Fields.ForName("nodes"), 1))
		for _, g := range p.plan.groups {
			if p.plan.sees(g) && !p.found[g.mark] {
				rt.Fatalf("nothing of %s was seen", g.mark)
			}
		}
		p.strangers()
		failed = false
	})
	if l.strangers == 0 || l.objects < 3000 || l.edges < 300 || l.counts < 150 || l.nulls < 1000 {
		t.Errorf("too little was looked at to prove anything: %+v", l)
	}
}

// tries bounds how often and how long properties are tried, unless the command
// line says how often. It returns what tells that the time is over.
func tries(t *testing.T, times int, long time.Duration) (over func() bool) {
	t.Helper()
	checks := flag.Lookup("rapid.checks")
	if checks.Value.String() != checks.DefValue {
		return func() bool { return false }
	}
	if err := checks.Value.Set(strconv.Itoa(times)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { checks.Value.Set(checks.DefValue) })
	began := time.Now()
	return func() bool { return time.Since(began) > long }
}

// queries calls every field of Query with every value that there is for its
// arguments, and of what it finds asks everything.
func (p *pair) queries() {
	p.rt.Helper()
	for _, field := range p.schema.Query.Fields {
		if strings.HasPrefix(field.Name, "__") {
			continue
		}
		depth := 2
		if len(field.Arguments) > 0 && slices.ContainsFunc(field.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.Name() == "ID" }) {
			// Every object is asked for by its id: its neighbours have their turn.
			depth = 0
		}
		p.same(p.everyCall(field, depth))
	}
}
