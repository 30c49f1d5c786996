package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// listField is a field that is a list, with a path to it from the root of a query.
type listField struct {
	// at is the type and the field.
	at string
	// id is the id of the object with the list. It is empty for a root field.
	id string
	// open and end are the text before and after the field in a document.
	open, end string
	// name and arguments are those of the field, without the paging arguments.
	name, arguments string
}

// lists returns all lists of the schema, of every object in the fixture. A list of an
// object that is neither the root nor a Node, nor the statistics of a drive, fails the test.
func (a queryGenerator) lists() []listField {
	a.t.Helper()
	var places []listField
	for _, name := range slices.Sorted(maps.Keys(a.schema.Types)) {
		def := a.schema.Types[name]
		for _, field := range def.Fields {
			if def.Kind != ast.Object || field.Arguments.ForName("after") == nil {
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
			case def.Name == "DriveActivityStat":
				around = around[:0]
				for _, id := range a.ids["Drive"] {
					around = append(around, listField{id: id, open: fmt.Sprintf("{ node(id: %q) { ... on Drive { analytics { allTime { ", id), end: " } } } } }"})
				}
			default:
				a.t.Fatalf("%s is a list of an object that is not a Node", at)
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

// unpagedCalls returns the arguments of the calls of a list without the paging arguments.
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

// document returns a query for a page of the list, with the alias "list". It selects enough
// of the nodes to distinguish them.
func (p listField) document(a queryGenerator, cut string) string {
	below := a.typeSelection(a.schema.Types[a.typeOf(p.at)], 0, false)
	return fmt.Sprintf("%slist: %s(%s %s)%s%s", p.open, p.name, p.arguments, cut, below, p.end)
}

func (a queryGenerator) typeOf(at string) string {
	parent, name, _ := strings.Cut(at, ".")
	return a.schema.Types[parent].Fields.ForName(name).Type.Name()
}

// listOf returns the list in a response, or nil.
func listOf(value any) map[string]any {
	whole, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	if list, ok := whole["list"].(map[string]any); ok {
		return list
	}
	for _, name := range []string{"data", "node", "analytics", "allTime"} {
		if list := listOf(whole[name]); list != nil {
			return list
		}
	}
	return nil
}

// cursorsIn returns the cursors of the list in the text of a response: those of the
// PageInfo by their names, and those of the edges.
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
