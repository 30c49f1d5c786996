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

// comparison has two fixtures. The fixture full has all steps of a scenario, and withheld
// has no steps in groups that are hidden from the caller. The responses to the caller must
// be equal.
type comparison struct {
	rt             rapid.TB
	scenario       *scenario
	full, withheld fixture
	queryGenerator
	coverage     *coverage
	foundMarkers map[string]bool
}

func newComparison(t *testing.T, rt rapid.TB, p *scenario, l *coverage) *comparison {
	t.Helper()
	return &comparison{
		rt: rt, scenario: p, coverage: l, foundMarkers: map[string]bool{},
		full:           newFixture(t, rt, p.steps, func(*testGroup) bool { return false }),
		withheld:       newFixture(t, rt, p.steps, func(g *testGroup) bool { return !p.shows(g) }),
		queryGenerator: queryGenerator{argumentGenerator: newArgumentGenerator(rt, p.ids())},
	}
}

func (p *comparison) close() {
	p.full.Store.Close()
	p.withheld.Store.Close()
}

// askBoth executes a document on both fixtures, and compares the responses.
func (p *comparison) askBoth(document string) (whole, withheld response) {
	p.rt.Helper()
	whole = p.full.ask(p.rt, p.scenario.caller, document)
	withheld = p.withheld.ask(p.rt, p.scenario.caller, document)
	p.compare(document, whole, withheld)
	return whole, withheld
}

func (p *comparison) compare(document string, whole, withheld response) {
	p.rt.Helper()
	m := matcher{}
	m.compare("", withheld.body, whole.body)
	if len(m.differences) > 0 {
		p.rt.Fatalf("hidden groups of %s change the response:\n%s\nto\n%s",
			describeCaller(p.scenario.caller), strings.Join(m.differences[:min(len(m.differences), 10)], "\n"), shortened(document))
	}
	p.searchMarkers(document, whole)
	p.coverage.count(whole.body["data"])
}

// searchMarkers searches the text of a response for the markers of groups.
func (p *comparison) searchMarkers(document string, r response) {
	p.rt.Helper()
	for _, g := range p.scenario.groups {
		if !strings.Contains(r.text, g.marker) {
			continue
		}
		if !p.scenario.shows(g) {
			p.rt.Fatalf("%s, which %s may not see, is in the response to\n%s\nwhich is\n%s", g.marker, describeCaller(p.scenario.caller), shortened(document), r.text)
		}
		p.foundMarkers[g.marker] = true
	}
}

// hiddenIDs returns the ids in the groups that the caller may not change.
func (p *comparison) hiddenIDs() idsByKind {
	c := idsByKind{}
	for _, g := range p.scenario.groups {
		if !g.visible && !p.scenario.caller.WritesEveryGroup() {
			c.add(g.ids)
		}
	}
	c.addDerived()
	return c
}

// auditor can read every group, and is never stored.
var auditor = &auth.Principal{ApplicationID: "overseer", Scopes: auth.FilesReadAll}

// state returns everything about the objects with the ids.
func (p *comparison) state(of idsByKind) response {
	p.rt.Helper()
	if len(of) == 0 {
		return response{}
	}
	a := queryGenerator{argumentGenerator: p.withIDs(of)}
	return p.full.ask(p.rt, auditor, a.everyCall(p.schema.Query.Fields.ForName("nodes"), 1))
}

func describeCaller(p *auth.Principal) string {
	return fmt.Sprintf("user %q, application %q with %s and the claims %q", p.UserID, p.ApplicationID, p.Scopes, p.Groups)
}

// shortened returns the beginning of a long document.
func shortened(document string) string {
	const enough = 4000
	if len(document) > enough {
		return document[:enough] + "…"
	}
	return document
}

// coverage counts what responses contained, so that a test that only compares empty
// responses fails.
type coverage struct{ objects, edges, counts, nulls, strangers int }

func (l *coverage) count(value any) {
	switch value := value.(type) {
	case nil:
		l.nulls++
	case []any:
		for _, element := range value {
			l.count(element)
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
			l.count(value[name])
		}
	}
}
