package graph_test

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// value returns a literal for a position of a type, with variables in the place of some of its parts.
// byDefault is the default value of the position, or nil.
func (g *documentGenerator) value(t *ast.Type, byDefault, v *ast.Value) string {
	if g.chance(3, "variable") {
		return g.variable(t, byDefault, v)
	}
	def := g.schema.Types[t.Name()]
	switch {
	case v.Kind == ast.ListValue && t.Elem != nil:
		var elements []string
		for _, c := range v.Children {
			elements = append(elements, g.value(t.Elem, nil, c.Value))
		}
		return "[" + strings.Join(elements, ", ") + "]"
	case v.Kind == ast.ObjectValue && def.Kind == ast.InputObject:
		var members []string
		for _, c := range v.Children {
			member := def.Fields.ForName(c.Name)
			members = append(members, c.Name+": "+g.value(member.Type, member.DefaultValue, c.Value))
		}
		return "{" + strings.Join(members, ", ") + "}"
	}
	return v.String()
}

// variable declares a variable with a value. The variable of an optional position, which has a
// nullable type or a default value, may be omitted. A variable of a nullable type may be in a
// position of a non-null type if one of them has a default value. Rarely, its value is null.
func (g *documentGenerator) variable(t *ast.Type, byDefault, v *ast.Value) string {
	name := g.name("v")
	value, err := v.Value(nil)
	if err != nil {
		g.rt.Fatal(err)
	}
	declared := *t
	hasDefault := g.chance(4, "default")
	if byDefault != nil || hasDefault {
		declared.NonNull = declared.NonNull && g.chance(2, "non-null")
	}
	definition := "$" + name + ": " + declared.String()
	if hasDefault {
		definition += " = " + v.String()
	}
	switch optional := hasDefault || !declared.NonNull; {
	case optional && g.chance(3, "omitted"):
	case !declared.NonNull && g.chance(10, "null"):
		g.variables[name] = nil
	case g.chance(40, "invalid"):
		g.variables[name] = []any{map[string]any{}}
	default:
		g.variables[name] = value
	}
	g.definitions = append(g.definitions, definition)
	return "$" + name
}

// continued adds a cursor to some pages of a list.
func (g *documentGenerator) continued(field string, arguments ast.ArgumentList) ast.ArgumentList {
	cursors := g.cursors[field]
	for _, page := range [][2]string{{"first", "after"}, {"last", "before"}} {
		if arguments.ForName(page[0]) != nil && len(cursors) > 0 && g.chance(2, "page") {
			drawn := rapid.SampledFrom(cursors).Draw(g.rt, "cursor")
			return append(arguments, &ast.Argument{Name: page[1], Value: &ast.Value{Kind: ast.StringValue, Raw: drawn}})
		}
	}
	return arguments
}
