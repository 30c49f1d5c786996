package graph_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// direction is a direction of paging: the names of the arguments and of the fields of
// PageInfo.
type direction struct{ size, from, end, more string }

var (
	forwards  = direction{"first", "after", "endCursor", "hasNextPage"}
	backwards = direction{"last", "before", "startCursor", "hasPreviousPage"}
)

// comparePages reads every list page by page in both directions.
func (p *comparison) comparePages(rt *rapid.T) {
	p.rt.Helper()
	size := rapid.IntRange(1, 3).Draw(rt, "page")
	for _, place := range p.lists() {
		for _, w := range []direction{forwards, backwards} {
			cut := fmt.Sprintf("%s: %d", w.size, size)
			document := place.document(p.queryGenerator, cut)
			whole, withheld := p.askBoth(document)
			for {
				info, _ := listOf(whole.body)["pageInfo"].(map[string]any)
				if info[w.more] != true {
					break
				}
				next := func(in fixture, last response) response {
					ends, _ := cursorsIn(last.text)
					return in.ask(p.rt, p.scenario.caller, place.document(p.queryGenerator, fmt.Sprintf("%s %s: %q", cut, w.from, ends[w.end])))
				}
				whole, withheld = next(p.full, whole), next(p.withheld, withheld)
				p.compare(document, whole, withheld)
				if whole.errors() != nil {
					p.rt.Fatalf("%s\nis not followed by its own cursor: %s", document, whole.text)
				}
			}
		}
	}
}

// compareCursors sends cursors that members of hidden groups received. They are not valid
// for the lists of the caller. In a list of which both callers see a part, they are
// positions between the elements that the caller sees.
func (p *comparison) compareCursors() {
	p.rt.Helper()
	places := p.lists()
	unseen, shown := map[string]bool{}, map[string]int{}
	for _, ids := range p.hiddenIDs() {
		for _, id := range ids {
			unseen[id] = true
		}
	}
	for _, from := range places {
		// Users are in hidden and in visible groups, and so are their lists.
		shared := from.id == "" || strings.HasPrefix(from.at, "User.")
		if !shared && !unseen[from.id] || shown[from.at] == 2 {
			continue
		}
		_, cursors := cursorsIn(p.full.ask(p.rt, auditor, from.document(p.queryGenerator, "first: 100")).text)
		if len(cursors) == 0 {
			continue
		}
		shown[from.at]++
		alike := 0
		for _, to := range places {
			if to.at == from.at {
				alike++
			}
			// Two calls of a root field may be the same list.
			other := to.id == "" && to.at != from.at || to.id != "" && to.at == from.at && alike <= 4
			if to == from || other {
				p.replayCursor(to, to == from, cursors[0])
				p.replayCursor(to, to == from, cursors[len(cursors)-1])
			}
		}
	}
}

// replayCursor reads a list from the cursor of another caller, in both directions. If the
// cursor is from another list, the response must be that for an invalid cursor.
func (p *comparison) replayCursor(to listField, its bool, cursor string) {
	p.rt.Helper()
	for _, w := range []direction{forwards, backwards} {
		document := to.document(p.queryGenerator, fmt.Sprintf("%s: 100 %s: %q", w.size, w.from, cursor))
		sent := p.full.ask(p.rt, p.scenario.caller, document)
		if !its || listOf(sent.body) == nil {
			invented := to.document(p.queryGenerator, fmt.Sprintf("%s: 100 %s: %q", w.size, w.from, "an invention"))
			p.compare(document, sent, p.withheld.ask(p.rt, p.scenario.caller, invented))
			continue
		}
		p.searchMarkers(document, sent)
		full := p.full.ask(p.rt, p.scenario.caller, to.document(p.queryGenerator, "first: 100"))
		own, cut := nodesOf(full), nodesOf(sent)
		kept, behind := own[max(0, len(own)-len(cut)):], "hasPreviousPage"
		if w == backwards {
			kept, behind = own[:min(len(own), len(cut))], "hasNextPage"
		}
		info, _ := listOf(sent.body)["pageInfo"].(map[string]any)
		counted := reflect.DeepEqual(listOf(sent.body)["totalCount"], listOf(full.body)["totalCount"])
		if !slices.EqualFunc(kept, cut, reflect.DeepEqual) || info[behind] != (len(own) > len(cut)) || info[w.more] != false || !counted {
			p.rt.Fatalf("%s\nreturns %s\nwhich is not a part of what %s can see: %s", document, sent.text, describeCaller(p.scenario.caller), full.text)
		}
	}
}

func nodesOf(r response) []any {
	nodes, _ := listOf(r.body)["nodes"].([]any)
	return nodes
}
