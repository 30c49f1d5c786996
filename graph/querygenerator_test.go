package graph_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// queryGenerator generates selections of every field of the schema, except those for which
// leaveOut returns true.
type queryGenerator struct {
	*argumentGenerator
	leaveOut func(*ast.FieldDefinition) bool
}

// fieldSelection returns a selection of everything below a field. Depth is the number of
// nested nodes of which all fields are selected. Of deeper nodes only the id is selected.
func (a queryGenerator) fieldSelection(field *ast.FieldDefinition, depth int) string {
	def := a.schema.Types[field.Type.Name()]
	switch {
	case def.IsLeafType():
		return " "
	case a.isNode(def) && depth == 0:
		return " { __typename id } "
	case a.isNode(def):
		depth--
	case strings.HasSuffix(def.Name, "Edge"), def.Name == "DriveAnalytics":
		// The nodes of a list are also selected outside its edges, and those in the statistics of a
		// drive also outside of them.
		depth = 0
	}
	return a.typeSelection(def, depth, false)
}

func (a queryGenerator) isNode(def *ast.Definition) bool {
	return def.Name == "Node" || slices.Contains(def.Interfaces, "Node")
}

func (a queryGenerator) typeSelection(def *ast.Definition, depth int, every bool) string {
	if !def.IsAbstractType() {
		return " { __typename " + a.fields(def, "", depth, every) + "} "
	}
	var b strings.Builder
	b.WriteString(" { __typename ")
	for _, possible := range a.schema.GetPossibleTypes(def) {
		// The fields of two types may differ in their types and arguments. Then they cannot
		// have the same response name.
		fmt.Fprintf(&b, "... on %s { %s} ", possible.Name, a.fields(possible, possible.Name+"_", depth, every))
	}
	return b.String() + "} "
}

// fields selects all fields of a type, each once or with every call. An alias consists of
// the name of the field and parts that are separated by "_".
func (a queryGenerator) fields(def *ast.Definition, prefix string, depth int, every bool) string {
	var b strings.Builder
	for _, field := range def.Fields {
		if strings.HasPrefix(field.Name, "__") || a.leaveOut != nil && a.leaveOut(field) {
			continue
		}
		calls := a.calls(def.Name+"."+field.Name, field)
		if !every {
			calls = calls[:1]
		}
		for i, call := range calls {
			if prefix != "" || i > 0 {
				fmt.Fprintf(&b, "%s%s_%d: ", prefix, field.Name, i)
			}
			b.WriteString(field.Name + call + a.fieldSelection(field, depth))
		}
	}
	return b.String()
}

// everyCall returns a query with every call of one root field.
func (a queryGenerator) everyCall(field *ast.FieldDefinition, depth int) string {
	var b strings.Builder
	b.WriteString("{\n")
	below := a.typeSelection(a.schema.Types[field.Type.Name()], depth, true)
	for i, call := range a.calls("Query."+field.Name, field) {
		fmt.Fprintf(&b, "call_%d: %s%s { ...Below }\n", i, field.Name, call)
	}
	fmt.Fprintf(&b, "}\nfragment Below on %s %s", field.Type.Name(), below)
	return b.String()
}
