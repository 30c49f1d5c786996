package validation

import (
	"math"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// settle rewrites the literals of a valid document so that gqlparser evaluates them
// correctly. It works around these faults:
//   - Each use of a variable refers to its definition in the last operation that
//     reaches it. Evaluation takes the default value of that definition, also when
//     another operation is executed and the variable is absent.
//   - An integer literal of any type is evaluated as 64 bits, and panics beyond that.
//   - An integer literal for an ID is evaluated as a number.
//   - A single value for a list is not evaluated as a list.
//
// It can be removed when gqlparser evaluates arguments by their types, and takes
// variables only from the values it is given.
func settle(schema *ast.Schema, doc *ast.QueryDocument) {
	s := settler{schema}
	for _, op := range doc.Operations {
		for _, v := range op.VariableDefinitions {
			if v.DefaultValue != nil {
				s.settleValue(v.Type, v.DefaultValue)
			}
			s.settleDirectives(v.Directives)
		}
		s.settleDirectives(op.Directives)
		s.settleSelections(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		s.settleDirectives(f.Directives)
		s.settleSelections(f.SelectionSet)
	}
}

type settler struct{ schema *ast.Schema }

func (s settler) settleSelections(set ast.SelectionSet) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			s.settleArguments(selection.Definition.Arguments, selection.Arguments)
			s.settleDirectives(selection.Directives)
			s.settleSelections(selection.SelectionSet)
		case *ast.InlineFragment:
			s.settleDirectives(selection.Directives)
			s.settleSelections(selection.SelectionSet)
		case *ast.FragmentSpread:
			s.settleDirectives(selection.Directives)
		}
	}
}

func (s settler) settleDirectives(directives ast.DirectiveList) {
	for _, d := range directives {
		s.settleArguments(d.Definition.Arguments, d.Arguments)
	}
}

func (s settler) settleArguments(definitions ast.ArgumentDefinitionList, arguments ast.ArgumentList) {
	for _, a := range arguments {
		s.settleValue(definitions.ForName(a.Name).Type, a.Value)
	}
}

// settleValue settles a value of a type. The type is nil inside a literal of a custom
// scalar.
func (s settler) settleValue(t *ast.Type, v *ast.Value) {
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
		s.settleNumber(t, v)
	case ast.ListValue:
		for _, child := range v.Children {
			s.settleValue(elementOf(t), child.Value)
		}
	case ast.ObjectValue:
		for _, child := range v.Children {
			s.settleValue(s.memberOf(t, child.Name), child.Value)
		}
	}
}

func (s settler) settleNumber(t *ast.Type, v *ast.Value) {
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

func (s settler) memberOf(t *ast.Type, name string) *ast.Type {
	if t == nil {
		return nil
	}
	if definition := s.schema.Types[t.Name()]; definition != nil && definition.Kind == ast.InputObject {
		return definition.Fields.ForName(name).Type
	}
	return nil
}
