package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"
)

// documentGenerator draws documents with one operation: fields with aliases and arguments, merged
// fields, fragments, interfaces, __typename, @skip and @include, and literals and variables in any
// mix.
type documentGenerator struct {
	rt *rapid.T
	*argumentGenerator
	fragments   []string
	definitions []string
	variables   map[string]any
	// conditions are the variables of @skip and @include.
	conditions []conditionVariable
	// cursors has the cursors of pages, by the name of the field. It may be nil.
	cursors map[string][]string
	names   int
}

func newDocumentGenerator(rt *rapid.T, ids idsByKind) *documentGenerator {
	return &documentGenerator{rt: rt, argumentGenerator: newArgumentGenerator(rt, ids), variables: map[string]any{}}
}

// document draws a document with an operation of a kind.
func (g *documentGenerator) document(kind ast.Operation, depth int) string {
	root := g.schema.Query
	if kind == ast.Mutation {
		root = g.schema.Mutation
	}
	selection := g.selection(root, depth)
	definitions := ""
	if len(g.definitions) > 0 {
		definitions = "(" + strings.Join(g.definitions, ", ") + ")"
	}
	return string(kind) + " Drawn" + definitions + selection + strings.Join(g.fragments, "\n")
}

// request returns the body of a request with the variables of the document.
func (g *documentGenerator) request(document string) string {
	body, _ := json.Marshal(map[string]any{"query": document, "variables": g.variables, "extensions": map[string]bool{"cost": true}})
	return string(body)
}

func (g *documentGenerator) chance(of int, label string) bool {
	return rapid.IntRange(0, of-1).Draw(g.rt, label) == 0
}

func (g *documentGenerator) name(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

// selection draws the selection of an object of a type.
func (g *documentGenerator) selection(def *ast.Definition, depth int) string {
	var b strings.Builder
	b.WriteString(" {")
	var heads []string
	for range rapid.IntRange(1, 3).Draw(g.rt, "selections") {
		b.WriteString(" ")
		switch on := g.condition(def); {
		case g.chance(6, "inline fragment"):
			b.WriteString("... on " + on.Name + g.directives() + g.selection(on, depth))
		case g.chance(8, "fragment"):
			name := g.name("F")
			g.fragments = append(g.fragments, "fragment "+name+" on "+on.Name+g.selection(on, depth))
			b.WriteString("..." + name + g.directives())
			if g.chance(3, "again") {
				b.WriteString(" ..." + name)
			}
		case g.chance(8, "typename"):
			b.WriteString(g.alias("__typename") + g.directives())
		case len(heads) > 0 && g.chance(4, "merged"):
			head := rapid.SampledFrom(heads).Draw(g.rt, "head")
			b.WriteString(g.again(def, head, depth))
		default:
			head, field := g.field(def, depth)
			if field != "" {
				heads = append(heads, head)
				b.WriteString(field)
			} else {
				b.WriteString("__typename")
			}
		}
	}
	b.WriteString(" }")
	return b.String()
}

// condition draws the type condition of a fragment in a selection of a type.
func (g *documentGenerator) condition(def *ast.Definition) *ast.Definition {
	possible := []*ast.Definition{def}
	if def.IsAbstractType() {
		possible = append(possible, g.schema.GetPossibleTypes(def)...)
	} else if slices.Contains(def.Interfaces, "Node") {
		possible = append(possible, g.schema.Types["Node"])
	}
	return rapid.SampledFrom(possible).Draw(g.rt, "type condition")
}

func (g *documentGenerator) alias(name string) string { return g.name("a") + ": " + name }

// field draws a field. The head is what a field that is merged into it must repeat. It is empty if
// the type has no field that is allowed at this depth.
func (g *documentGenerator) field(def *ast.Definition, depth int) (head, whole string) {
	var fields []*ast.FieldDefinition
	for _, f := range def.Fields {
		if !strings.HasPrefix(f.Name, "__") && (depth > 0 || g.schema.Types[f.Type.Name()].IsLeafType()) {
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return "", ""
	}
	f := rapid.SampledFrom(fields).Draw(g.rt, "field")
	head = f.Name
	if len(f.Arguments) > 0 || g.chance(2, "alias") {
		head = g.alias(f.Name)
	}
	head += g.call(def.Name+"."+f.Name, f)
	return head, head + g.directives() + g.below(f, depth)
}

// again selects a field with the head of another one.
func (g *documentGenerator) again(def *ast.Definition, head string, depth int) string {
	name := head[strings.Index(head, " ")+1:]
	if !strings.HasPrefix(head, "a") || !strings.Contains(head, ": ") {
		name = head
	}
	name, _, _ = strings.Cut(name, "(")
	return head + g.directives() + g.below(def.Fields.ForName(name), depth)
}

func (g *documentGenerator) below(f *ast.FieldDefinition, depth int) string {
	if def := g.schema.Types[f.Type.Name()]; !def.IsLeafType() {
		return g.selection(def, depth-1)
	}
	return ""
}

// call draws the arguments of a field, each as a literal or a variable.
func (g *documentGenerator) call(at string, f *ast.FieldDefinition) string {
	call := rapid.SampledFrom(g.calls(at, f)).Draw(g.rt, "call")
	if call == "" {
		return ""
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: "{ f" + call + " }"})
	if err != nil {
		g.rt.Fatalf("%v in %s", err, call)
	}
	var arguments []string
	for _, a := range g.continued(f.Name, doc.Operations[0].SelectionSet[0].(*ast.Field).Arguments) {
		definition := f.Arguments.ForName(a.Name)
		arguments = append(arguments, a.Name+": "+g.value(definition.Type, definition.DefaultValue, a.Value))
	}
	return "(" + strings.Join(arguments, ", ") + ")"
}
