package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// place is a list somewhere in the graph, which a query gets to from its root.
type place struct {
	// at is the list's type and field.
	at string
	// id is of the object that has the list; empty for one of the root's.
	id string
	// open and end are what stands around the list's field in a document.
	open, end string
	// name and arguments make the field, but for what cuts the list.
	name, arguments string
}

// places are all lists of the schema, in every object that there is. Each list
// has to be a root's, or in something with an id.
func (a asker) places() []place {
	a.t.Helper()
	var places []place
	for _, name := range slices.Sorted(maps.Keys(a.schema.Types)) {
		def := a.schema.Types[name]
		for _, field := range def.Fields {
			if def.Kind != ast.Object || field.Arguments.ForName("first") == nil {
				continue
			}
			at := def.Name + "." + field.Name
			around := []place{{open: "{ ", end: " }"}}
			switch {
			case def == a.schema.Query:
			case a.isNode(def):
				around = around[:0]
				for _, id := range a.cast[def.Name] {
					around = append(around, place{id: id, open: fmt.Sprintf("{ node(id: %q) { ... on %s { ", id, def.Name), end: " } } }"})
				}
			default:
				a.t.Fatalf("%s is a list, and there is no way to it by an id", at)
			}
			for _, call := range a.uncut(at, field) {
				for _, p := range around {
					p.at, p.name, p.arguments = at, field.Name, call
					places = append(places, p)
				}
			}
		}
	}
	return places
}

// uncut are the arguments of a list's calls without those that cut it.
func (a asker) uncut(at string, field *ast.FieldDefinition) []string {
	calls := a.calls(at, field)
	var uncut []string
	for _, call := range calls {
		if arguments, whole := strings.CutSuffix(call, "first: 100)"); whole {
			uncut = append(uncut, strings.TrimPrefix(arguments, "("))
		}
	}
	return uncut
}

// document asks for a page of the list, as "list". Of the nodes it asks so much
// that one can be told from another.
func (p place) document(a asker, cut string) string {
	below := a.selection(a.schema.Types[a.typeOf(p.at)], 0, false)
	return fmt.Sprintf("%slist: %s(%s %s)%s%s", p.open, p.name, p.arguments, cut, below, p.end)
}

func (a asker) typeOf(at string) string {
	parent, name, _ := strings.Cut(at, ".")
	return a.schema.Types[parent].Fields.ForName(name).Type.Name()
}

// listOf finds the list in an answer; nil if there is none.
func listOf(value any) map[string]any {
	whole, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	if list, ok := whole["list"].(map[string]any); ok {
		return list
	}
	for _, name := range []string{"data", "node"} {
		if list := listOf(whole[name]); list != nil {
			return list
		}
	}
	return nil
}

// cursorsIn are the cursors of the list in an answer as it was sent, by where they
// stand: those of the page's ends, and of its edges.
func cursorsIn(text string) (ends map[string]string, edges []string) {
	whole, err := decodeJSON([]byte(text))
	list := listOf(whole)
	if err != nil || list == nil {
		return nil, nil
	}
	ends = map[string]string{}
	info, _ := list["pageInfo"].(map[string]any)
	for name, value := range info {
		if cursor, ok := value.(string); ok {
			ends[name] = cursor
		}
	}
	each, _ := list["edges"].([]any)
	for _, e := range each {
		edge, _ := e.(map[string]any)
		if cursor, ok := edge["cursor"].(string); ok {
			edges = append(edges, cursor)
		}
	}
	return ends, edges
}
