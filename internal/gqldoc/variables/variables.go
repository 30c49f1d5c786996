// Package variables coerces the variables of an operation to their types.
package variables

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/models"
)

// Coerce coerces the variables of an operation of a valid document. The given values
// are as encoding/json decodes them, with json.Number for numbers; they are not changed.
// The result has the declared variables that were given, and the default values of those
// that were not. An absent variable without a default value stays absent, and null stays
// null. Each error has the location of the variable's definition.
//
// It replaces gqlparser's VariableValues, which differs in the leaf values (see
// coerceScalar), accepts __typename in input objects, does not apply the default values of
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
			c.report(c.path.String(), `Variable "$%s" of non-null type "%s" must not be null.`, docerror.Shorten(v.Variable), v.Type)
		case ok:
			values[v.Variable], _ = c.value(v.Type, value)
		case v.DefaultValue != nil:
			values[v.Variable] = defaultValue(schema, v.Type, v.DefaultValue)
		case v.Type.NonNull:
			c.report(c.path.String(), `Variable "$%s" of required type "%s" was not provided.`, docerror.Shorten(v.Variable), v.Type)
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
	value, changed, reason := coerceScalar(definition, given)
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

// invalid reports the value at the path.
func (c *coercer) invalid(value any, format string, args ...any) {
	if len(c.errs) < docerror.Max {
		c.report(c.path.String(), `Variable "$%s" got invalid value %s at %s; %s`,
			docerror.Shorten(c.definition.Variable), describe(value), docerror.Quote(c.path.String()), fmt.Sprintf(format, args...))
	}
}

func (c *coercer) report(argument, format string, args ...any) {
	refusal := models.Invalid(argument, format, args...)
	c.errs = append(c.errs, &gqlerror.Error{Err: refusal, Message: refusal.Message, Locations: docerror.Locations(c.definition.Position)})
}
