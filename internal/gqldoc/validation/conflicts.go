package validation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

const (
	// maxConflictReason is how many bytes of the reason of a conflict an error has.
	maxConflictReason = 1000
	// maxConflictFields is how many fields of either side an error has the places of.
	maxConflictFields = 20
)

// conflict is a response name of two fields that cannot be merged. After each field come
// the fields inside it that are the reason.
type conflict struct {
	name, reason string
	ones, others []*ast.Field
}

func (c *conflict) report(addError core.AddErrFunc) {
	at := func(field *ast.Field) core.ErrorOption { return core.At(field.Position) }
	addError(
		core.Message(`Fields "%s" conflict because %s. Use different aliases on the fields to fetch both if this was intentional.`, docerror.Shorten(c.name), c.reason),
		atEach(c.ones, at), atEach(c.others, at),
	)
}

// fields adds the conflict of two fields with the same response name, if they have one.
// More conflicts than errors are reported are not looked for.
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

// add adds the conflicts of the fields inside the two fields.
func (c *conflict) add(inner []*conflict) {
	var reasons []string
	size := 0
	for _, in := range inner {
		if size < maxConflictReason {
			reasons = append(reasons, fmt.Sprintf(`subfields "%s" conflict because %s`, docerror.Shorten(in.name), in.reason))
			size += len(reasons[len(reasons)-1])
		}
		c.ones = appendLast(c.ones, in.ones)
		c.others = appendLast(c.others, in.others)
	}
	c.reason = strings.Join(reasons, " and ")
	if len(c.reason) > maxConflictReason {
		c.reason = strings.ToValidUTF8(c.reason[:maxConflictReason], "") + "…"
	}
}

// appendLast appends as many of the last fields as there is space for.
func appendLast(fields, more []*ast.Field) []*ast.Field {
	space := maxConflictFields - len(fields)
	return append(fields, more[max(len(more)-space, 0):]...)
}

// excludeEachOther returns whether no object is of both types.
func excludeEachOther(one, other *ast.Definition) bool {
	return one != nil && other != nil && one != other && one.Kind == ast.Object && other.Kind == ast.Object
}

// typesConflict returns whether no value can be of both types. The fields of composite
// types are compared by themselves.
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

// sameValue returns whether two literals are the same. The members of an object have no
// order.
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
