package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// pair is two worlds: in the one all of a plan happened, in the other all but what
// happened in the groups that the caller may not see. What the caller is answered
// must not tell the one from the other.
type pair struct {
	rt              rapid.TB
	plan            *plan
	whole, withhold world
	asker
	looked *looked
	found  map[string]bool
}

func newPair(t *testing.T, rt rapid.TB, p *plan, l *looked) *pair {
	t.Helper()
	return &pair{
		rt: rt, plan: p, looked: l, found: map[string]bool{},
		whole:    newWorld(t, rt, p.deeds, func(*plannedGroup) bool { return false }),
		withhold: newWorld(t, rt, p.deeds, func(g *plannedGroup) bool { return !p.sees(g) }),
		asker:    asker{filler: newFiller(rt, p.everyone())},
	}
}

func (p *pair) close() {
	p.whole.Store.Close()
	p.withhold.Store.Close()
}

// same asks both worlds, and compares their answers.
func (p *pair) same(document string) (whole, withhold reply) {
	p.rt.Helper()
	whole = p.whole.ask(p.rt, p.plan.caller, document)
	withhold = p.withhold.ask(p.rt, p.plan.caller, document)
	p.compare(document, whole, withhold)
	return whole, withhold
}

func (p *pair) compare(document string, whole, withhold reply) {
	p.rt.Helper()
	m := matcher{}
	m.compare("", withhold.whole, whole.whole)
	if len(m.differences) > 0 {
		p.rt.Fatalf("what %s may not see shows:\n%s\nin the answer to\n%s",
			who(p.plan.caller), strings.Join(m.differences[:min(len(m.differences), 10)], "\n"), shortened(document))
	}
	p.search(document, whole)
	p.looked.at(whole.whole["data"])
}

// search looks for the marks of groups in the whole text of an answer.
func (p *pair) search(document string, r reply) {
	p.rt.Helper()
	for _, g := range p.plan.groups {
		if !strings.Contains(r.text, g.mark) {
			continue
		}
		if !p.plan.sees(g) {
			p.rt.Fatalf("%s, which %s may not see, is in the answer to\n%s\nwhich is\n%s", g.mark, who(p.plan.caller), shortened(document), r.text)
		}
		p.found[g.mark] = true
	}
}

// unseen is the cast of the groups that the caller may not change.
func (p *pair) unseen() cast {
	c := cast{}
	for _, g := range p.plan.groups {
		if !g.seen && !p.plan.caller.WritesEveryGroup() {
			c.add(g.cast)
		}
	}
	c.derive()
	return c
}

// overseer reads every group, and leaves nothing behind.
var overseer = &auth.Principal{ApplicationID: "overseer", Scopes: auth.FilesReadAll}

// state is all that is known of the cast's objects.
func (p *pair) state(of cast) reply {
	p.rt.Helper()
	if len(of) == 0 {
		return reply{}
	}
	a := asker{filler: p.only(of)}
	return p.whole.ask(p.rt, overseer, a.everyCall(p.schema.Query.Fields.ForName("nodes"), 1))
}

func who(p *auth.Principal) string {
	return fmt.Sprintf("user %q, application %q with %s and the claims %q", p.UserID, p.ApplicationID, p.Scopes, p.Groups)
}

// shortened is as much of a document as one wants to read.
func shortened(document string) string {
	const enough = 4000
	if len(document) > enough {
		return document[:enough] + "…"
	}
	return document
}

// looked counts what was seen in answers, so that no comparison of nothing with
// nothing passes for a proof.
type looked struct{ objects, edges, counts, nulls, strangers int }

func (l *looked) at(value any) {
	switch value := value.(type) {
	case nil:
		l.nulls++
	case []any:
		for _, element := range value {
			l.at(element)
		}
	case map[string]any:
		l.objects++
		if edges, ok := value["edges"].([]any); ok {
			l.edges += len(edges)
		}
		for _, name := range slices.Sorted(maps.Keys(value)) {
			if strings.HasSuffix(name, "Count") && fmt.Sprint(value[name]) > "0" {
				l.counts++
			}
			l.at(value[name])
		}
	}
}
