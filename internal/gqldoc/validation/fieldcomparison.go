package validation

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// fields adds the conflict of two fields with the same response name, if there is one. It does
// nothing after docerror.Max conflicts, because no more are reported.
func (m *merger) fields(found []*conflict, exclusive bool, one, other *ast.Field) []*conflict {
	if len(found) >= docerror.Max {
		return found
	}
	exclusive = exclusive || excludeEachOther(one.ObjectDefinition, other.ObjectDefinition)
	reason := m.reason(exclusive, one, other)
	var inner []*conflict
	if reason == "" && len(one.SelectionSet) > 0 && len(other.SelectionSet) > 0 {
		inner = m.between(exclusive, one.SelectionSet, other.SelectionSet)
	}
	if reason == "" && len(inner) == 0 {
		return found
	}
	c := &conflict{name: responseName(one), reason: reason, ones: []*ast.Field{one}, others: []*ast.Field{other}}
	if reason == "" {
		c.add(inner)
	}
	return append(found, c)
}

// reason returns why two fields conflict by themselves, or "".
func (m *merger) reason(exclusive bool, one, other *ast.Field) string {
	switch {
	case !exclusive && one.Name != other.Name:
		return fmt.Sprintf(`"%s" and "%s" are different fields`, docerror.Shorten(one.Name), docerror.Shorten(other.Name))
	case !exclusive && !sameArguments(one.Arguments, other.Arguments):
		return "they have differing arguments"
	case one.Definition != nil && other.Definition != nil && m.typesConflict(one.Definition.Type, other.Definition.Type):
		return fmt.Sprintf(`they return conflicting types "%s" and "%s"`, one.Definition.Type, other.Definition.Type)
	}
	return ""
}

// excludeEachOther returns whether no object is of both types.
func excludeEachOther(one, other *ast.Definition) bool {
	return one != nil && other != nil && one != other && one.Kind == ast.Object && other.Kind == ast.Object
}

// typesConflict returns whether no value can be of both types. It does not compare the fields
// of composite types.
func (m *merger) typesConflict(one, other *ast.Type) bool {
	if one.NonNull != other.NonNull || (one.Elem == nil) != (other.Elem == nil) {
		return true
	}
	if one.Elem != nil {
		return m.typesConflict(one.Elem, other.Elem)
	}
	leaf := m.schema.Types[one.NamedType].IsLeafType() || m.schema.Types[other.NamedType].IsLeafType()
	return leaf && one.NamedType != other.NamedType
}

func sameArguments(one, other ast.ArgumentList) bool {
	return len(one) == len(other) && !slices.ContainsFunc(one, func(a *ast.Argument) bool {
		b := other.ForName(a.Name)
		return b == nil || !sameValue(a.Value, b.Value)
	})
}

// sameValue returns whether two literals are the same. The order of the fields of an object
// does not matter.
func sameValue(one, other *ast.Value) bool {
	if one.Kind != other.Kind || one.Raw != other.Raw || len(one.Children) != len(other.Children) {
		return false
	}
	for i, child := range one.Children {
		value := other.Children[i].Value
		if one.Kind == ast.ObjectValue {
			value = other.Children.ForName(child.Name)
		}
		if value == nil || !sameValue(child.Value, value) {
			return false
		}
	}
	return true
}
