package validation

import (
	"math"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// rewriteLiterals rewrites the literals of a valid document so that gqlparser evaluates
// them correctly. It works around these faults:
//   - Each use of a variable refers to its definition in the last operation that
//     reaches it. Evaluation takes the default value of that definition, also when
//     another operation is executed and the variable is absent.
//   - An integer literal of any type is evaluated as 64 bits, and panics beyond that.
//   - An integer literal for an ID is evaluated as a number.
//   - A single value for a list is not evaluated as a list.
//
// It can be removed when gqlparser evaluates arguments by their types, and takes
// variables only from the values it is given.
func rewriteLiterals(schema *ast.Schema, doc *ast.QueryDocument) {
	r := literalRewriter{schema}
	for _, op := range doc.Operations {
		for _, v := range op.VariableDefinitions {
			if v.DefaultValue != nil {
				r.value(v.Type, v.DefaultValue)
			}
			r.directives(v.Directives)
		}
		r.directives(op.Directives)
		r.selections(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		r.directives(f.Directives)
		r.selections(f.SelectionSet)
	}
}

// literalRewriter rewrites the literals of one document.
type literalRewriter struct{ schema *ast.Schema }

func (r literalRewriter) selections(set ast.SelectionSet) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			r.arguments(selection.Definition.Arguments, selection.Arguments)
			r.directives(selection.Directives)
			r.selections(selection.SelectionSet)
		case *ast.InlineFragment:
			r.directives(selection.Directives)
			r.selections(selection.SelectionSet)
		case *ast.FragmentSpread:
			r.directives(selection.Directives)
		}
	}
}

func (r literalRewriter) directives(directives ast.DirectiveList) {
	for _, d := range directives {
		r.arguments(d.Definition.Arguments, d.Arguments)
	}
}

func (r literalRewriter) arguments(definitions ast.ArgumentDefinitionList, arguments ast.ArgumentList) {
	for _, a := range arguments {
		r.value(definitions.ForName(a.Name).Type, a.Value)
	}
}

// value rewrites a value of a type. The type is nil inside a literal of a custom
// scalar.
func (r literalRewriter) value(t *ast.Type, v *ast.Value) {
	switch {
	case v.Kind == ast.Variable:
		v.VariableDefinition = nil
		return
	case t != nil && t.Elem != nil && v.Kind != ast.ListValue && v.Kind != ast.NullValue:
		alone := *v
		*v = ast.Value{
			Kind: ast.ListValue, Position: v.Position, ExpectedType: t, Definition: v.Definition,
			Children: ast.ChildValueList{{Value: &alone, Position: v.Position}},
		}
	}
	switch v.Kind {
	case ast.IntValue, ast.FloatValue:
		r.number(t, v)
	case ast.ListValue:
		for _, child := range v.Children {
			r.value(elementOf(t), child.Value)
		}
	case ast.ObjectValue:
		for _, child := range v.Children {
			r.value(r.memberOf(t, child.Name), child.Value)
		}
	}
}

func (r literalRewriter) number(t *ast.Type, v *ast.Value) {
	if t != nil && t.NamedType == "ID" {
		v.Kind = ast.StringValue
		return
	}
	if v.Kind == ast.IntValue {
		if _, err := strconv.ParseInt(v.Raw, 10, 64); err == nil {
			return
		}
		v.Kind = ast.FloatValue
	}
	if f, err := strconv.ParseFloat(v.Raw, 64); err != nil {
		// Out of range: infinite, as in JavaScript.
		v.Raw = "Inf"
		if math.Signbit(f) {
			v.Raw = "-Inf"
		}
	}
}

func elementOf(t *ast.Type) *ast.Type {
	if t == nil {
		return nil
	}
	return t.Elem
}

func (r literalRewriter) memberOf(t *ast.Type, name string) *ast.Type {
	if t == nil {
		return nil
	}
	if definition := r.schema.Types[t.Name()]; definition != nil && definition.Kind == ast.InputObject {
		return definition.Fields.ForName(name).Type
	}
	return nil
}
