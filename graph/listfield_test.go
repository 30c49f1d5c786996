package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// listField is a field that is a list, with a path to it from the query's root.
type listField struct {
	// at is the list's type and field.
	at string
	// id is of the object that has the list; empty for one of the root's.
	id string
	// open and end are what stands around the list's field in a document.
	open, end string
	// name and arguments are the field's, without the arguments of pages.
	name, arguments string
}

// lists returns all lists of the schema, of every object in the fixture. A list that is
// neither the root's nor an object's with an id fails the test.
func (a queryGenerator) lists() []listField {
	a.t.Helper()
	var places []listField
	for _, name := range slices.Sorted(maps.Keys(a.schema.Types)) {
		def := a.schema.Types[name]
		for _, field := range def.Fields {
			if def.Kind != ast.Object || field.Arguments.ForName("first") == nil {
				continue
			}
			at := def.Name + "." + field.Name
			around := []listField{{open: "{ ", end: " }"}}
			switch {
			case def == a.schema.Query:
			case a.isNode(def):
				around = around[:0]
				for _, id := range a.ids[def.Name] {
					around = append(around, listField{id: id, open: fmt.Sprintf("{ node(id: %q) { ... on %s { ", id, def.Name), end: " } } }"})
				}
			default:
				a.t.Fatalf("%s is a list, and there is no way to it by an id", at)
			}
			for _, call := range a.unpagedCalls(at, field) {
				for _, p := range around {
					p.at, p.name, p.arguments = at, field.Name, call
					places = append(places, p)
				}
			}
		}
	}
	return places
}

// unpagedCalls returns the arguments of a list's calls without those of pages.
func (a queryGenerator) unpagedCalls(at string, field *ast.FieldDefinition) []string {
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
func (p listField) document(a queryGenerator, cut string) string {
	below := a.typeSelection(a.schema.Types[a.typeOf(p.at)], 0, false)
	return fmt.Sprintf("%slist: %s(%s %s)%s%s", p.open, p.name, p.arguments, cut, below, p.end)
}

func (a queryGenerator) typeOf(at string) string {
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
