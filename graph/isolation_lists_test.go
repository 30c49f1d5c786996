package graph_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// way is a direction in which a list is read.
type way struct{ size, from, end, more string }

var (
	forwards  = way{"first", "after", "endCursor", "hasNextPage"}
	backwards = way{"last", "before", "startCursor", "hasPreviousPage"}
)

// pages reads every list from both ends to the other.
func (p *pair) pages(rt *rapid.T) {
	p.rt.Helper()
	size := rapid.IntRange(1, 3).Draw(rt, "page")
	for _, place := range p.places() {
		for _, w := range []way{forwards, backwards} {
			cut := fmt.Sprintf("%s: %d", w.size, size)
			document := place.document(p.asker, cut)
			whole, withhold := p.same(document)
			for {
				info, _ := listOf(whole.whole)["pageInfo"].(map[string]any)
				if info[w.more] != true {
					break
				}
				next := func(in world, last reply) reply {
					ends, _ := cursorsIn(last.text)
					return in.ask(p.rt, p.plan.caller, place.document(p.asker, fmt.Sprintf("%s %s: %q", cut, w.from, ends[w.end])))
				}
				whole, withhold = next(p.whole, whole), next(p.withhold, withhold)
				p.compare(document, whole, withhold)
				if whole.errors() != nil {
					p.rt.Fatalf("%s\nis not followed by its own cursor: %s", document, whole.text)
				}
			}
		}
	}
}

// cursors sends the cursors that members of foreign groups were given. They are
// no cursors of the caller's lists; in a list that both see a part of, they are
// places between what the caller sees, and cut it there.
func (p *pair) cursors() {
	p.rt.Helper()
	places := p.places()
	unseen, shown := map[string]bool{}, map[string]int{}
	for _, ids := range p.unseen() {
		for _, id := range ids {
			unseen[id] = true
		}
	}
	for _, from := range places {
		// Users are in groups of both sides, and so are their lists.
		shared := from.id == "" || strings.HasPrefix(from.at, "User.")
		if !shared && !unseen[from.id] || shown[from.at] == 2 {
			continue
		}
		_, cursors := cursorsIn(p.whole.ask(p.rt, overseer, from.document(p.asker, "first: 100")).text)
		if len(cursors) == 0 {
			continue
		}
		shown[from.at]++
		alike := 0
		for _, to := range places {
			if to.at == from.at {
				alike++
			}
			// Two calls of a root's list may mean the same one.
			other := to.id == "" && to.at != from.at || to.id != "" && to.at == from.at && alike <= 4
			if to == from || other {
				p.replay(to, to == from, cursors[0])
				p.replay(to, to == from, cursors[len(cursors)-1])
			}
		}
	}
}

// replay reads a list from somebody else's cursor on: forwards to its end, and
// backwards to its start. In a list that the cursor is not of it is an invention.
func (p *pair) replay(to place, its bool, cursor string) {
	p.rt.Helper()
	for _, w := range []way{forwards, backwards} {
		document := to.document(p.asker, fmt.Sprintf("%s: 100 %s: %q", w.size, w.from, cursor))
		sent := p.whole.ask(p.rt, p.plan.caller, document)
		if !its || listOf(sent.whole) == nil {
			invented := to.document(p.asker, fmt.Sprintf("%s: 100 %s: %q", w.size, w.from, "an invention"))
			p.compare(document, sent, p.withhold.ask(p.rt, p.plan.caller, invented))
			continue
		}
		p.search(document, sent)
		full := p.whole.ask(p.rt, p.plan.caller, to.document(p.asker, "first: 100"))
		own, cut := nodesOf(full), nodesOf(sent)
		kept, behind := own[max(0, len(own)-len(cut)):], "hasPreviousPage"
		if w == backwards {
			kept, behind = own[:min(len(own), len(cut))], "hasNextPage"
		}
		info, _ := listOf(sent.whole)["pageInfo"].(map[string]any)
		counted := reflect.DeepEqual(listOf(sent.whole)["totalCount"], listOf(full.whole)["totalCount"])
		if !slices.EqualFunc(kept, cut, reflect.DeepEqual) || info[behind] != (len(own) > len(cut)) || info[w.more] != false || !counted {
			p.rt.Fatalf("%s\nanswers %s\nwhich is no part of what %s sees: %s", document, sent.text, who(p.plan.caller), full.text)
		}
	}
}

func nodesOf(r reply) []any {
	nodes, _ := listOf(r.whole)["nodes"].([]any)
	return nodes
}
