// Package variables coerces the variables of an operation to their types.
package variables

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/models"
)

// Variables coerces the variables of an operation of a valid document. The given values
// are as encoding/json decodes them, with json.Number for numbers; they are not changed.
// The result has the declared variables that were given, and the default values of those
// that were not. An absent variable without a default value stays absent, and null stays
// null. Each error has the location of the variable's definition.
//
// It replaces gqlparser's VariableValues, which differs in the leaf values (see
// coerceLeaf), accepts __typename in input objects, does not apply the default values of
// their fields, modifies the given values and reports no locations. It can be removed
// when these are fixed.
func Coerce(schema *ast.Schema, op *ast.OperationDefinition, given map[string]any) (map[string]any, gqlerror.List) {
	c := coercer{schema: schema}
	values := make(map[string]any, len(op.VariableDefinitions))
	for _, v := range op.VariableDefinitions {
		value, ok := given[v.Variable]
		c.definition = v
		c.path.Begin(v.Variable)
		switch {
		case ok && value == nil && v.Type.NonNull:
			c.refuse(c.path.String(), `Variable "$%s" of non-null type "%s" must not be null.`, docerror.Shorten(v.Variable), v.Type)
		case ok:
			values[v.Variable], _ = c.value(v.Type, value)
		case v.DefaultValue != nil:
			values[v.Variable] = literal(schema, v.Type, v.DefaultValue)
		case v.Type.NonNull:
			c.refuse(c.path.String(), `Variable "$%s" of required type "%s" was not provided.`, docerror.Shorten(v.Variable), v.Type)
		}
	}
	return values, c.errs
}

// coercer coerces the variables of one operation.
type coercer struct {
	schema     *ast.Schema
	definition *ast.VariableDefinition
	path       docerror.Path
	errs       gqlerror.List
}

// value coerces a value to a type, and returns whether the result differs from it.
func (c *coercer) value(t *ast.Type, given any) (value any, changed bool) {
	switch {
	case given == nil:
		if t.NonNull {
			c.invalid(given, `Expected non-nullable type "%s" not to be null.`, t)
		}
		return nil, false
	case t.Elem != nil:
		return c.list(t.Elem, given)
	}
	definition := c.schema.Types[t.NamedType]
	if definition.Kind == ast.InputObject {
		return c.object(definition, given)
	}
	value, changed, reason := coerceLeaf(definition, given)
	if reason != "" {
		c.invalid(given, "%s", reason)
	}
	return value, changed
}

func (c *coercer) list(element *ast.Type, given any) (value any, changed bool) {
	list, ok := given.([]any)
	if !ok {
		// A single value is a list of one.
		alone, _ := c.value(element, given)
		return []any{alone}, true
	}
	coerced := list
	for i := range list {
		c.path.PushIndex(i)
		if one, other := c.value(element, list[i]); other {
			if !changed {
				coerced, changed = slices.Clone(list), true
			}
			coerced[i] = one
		}
		c.path.Pop()
	}
	return coerced, changed
}

func (c *coercer) object(definition *ast.Definition, given any) (value any, changed bool) {
	members, ok := given.(map[string]any)
	if !ok {
		c.invalid(given, `Expected type "%s" to be an object.`, definition.Name)
		return nil, true
	}
	coerced := members
	set := func(name string, value any) {
		if !changed {
			coerced, changed = maps.Clone(members), true
		}
		coerced[name] = value
	}
	known := 0
	for _, field := range definition.Fields {
		c.path.PushName(field.Name)
		member, ok := members[field.Name]
		switch {
		case ok:
			known++
			if one, other := c.value(field.Type, member); other {
				set(field.Name, one)
			}
		case field.DefaultValue != nil:
			set(field.Name, literal(c.schema, field.Type, field.DefaultValue))
		case field.Type.NonNull:
			c.invalid(members, `Field "%s" of required type "%s" was not provided.`, field.Name, field.Type)
		}
		c.path.Pop()
	}
	if known < len(members) {
		c.unknown(definition, members)
	}
	if definition.Directives.ForName("oneOf") != nil {
		c.oneOf(definition, coerced)
	}
	return coerced, changed
}

func (c *coercer) unknown(definition *ast.Definition, members map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if definition.Fields.ForName(name) == nil {
			c.path.PushName(docerror.Shorten(name))
			c.invalid(members, `Field "%s" is not defined by type "%s".`, docerror.Shorten(name), definition.Name)
			c.path.Pop()
		}
	}
}

func (c *coercer) oneOf(definition *ast.Definition, coerced map[string]any) {
	if len(coerced) != 1 {
		c.invalid(coerced, `Exactly one key must be specified for OneOf type "%s".`, definition.Name)
	}
	for name, value := range coerced {
		if value == nil {
			c.invalid(coerced, `Field "%s" must be non-null.`, name)
		}
	}
}

// invalid reports the value at the path.
func (c *coercer) invalid(value any, format string, args ...any) {
	if len(c.errs) < docerror.Max {
		c.refuse(c.path.String(), `Variable "$%s" got invalid value %s at "%s"; %s`,
			docerror.Shorten(c.definition.Variable), shown(value), docerror.Shorten(c.path.String()), fmt.Sprintf(format, args...))
	}
}

func (c *coercer) refuse(argument, format string, args ...any) {
	refusal := models.Invalid(argument, format, args...)
	c.errs = append(c.errs, &gqlerror.Error{Err: refusal, Message: refusal.Message, Locations: docerror.Locations(c.definition.Position)})
}

// literal evaluates a constant literal that is valid for its type.
func literal(schema *ast.Schema, t *ast.Type, v *ast.Value) any {
	switch {
	case v.Kind == ast.NullValue:
		return nil
	case t.Elem != nil && v.Kind == ast.ListValue:
		list := make([]any, len(v.Children))
		for i, child := range v.Children {
			list[i] = literal(schema, t.Elem, child.Value)
		}
		return list
	case t.Elem != nil:
		return []any{literal(schema, t.Elem, v)}
	}
	definition := schema.Types[t.NamedType]
	if definition.Kind != ast.InputObject || v.Kind != ast.ObjectValue {
		value, _ := v.Value(nil) // settled: it has one
		return value
	}
	object := make(map[string]any, len(v.Children))
	for _, field := range definition.Fields {
		if child := v.Children.ForName(field.Name); child != nil {
			object[field.Name] = literal(schema, field.Type, child)
		} else if field.DefaultValue != nil {
			object[field.Name] = literal(schema, field.Type, field.DefaultValue)
		}
	}
	return object
}
