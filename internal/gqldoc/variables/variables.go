// Package variables coerces the variables of an operation to their types.
package variables

import (
	"fmt"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/internal/strictjson"
	"github.com/itemactivity/itemactivity/models"
)

// Coerce coerces the variables of an operation of a valid document. given is an object. The
// result has the declared variables that were given, and the default values of those that were not.
// An absent variable without a default value stays absent, and null stays null. A given input
// object or list is a strictjson.Value. It is checked, but not changed, so whoever decodes it
// coerces what it contains, as Plain does. Each error has the location of the variable's
// definition.
//
// It replaces gqlparser's VariableValues, which differs in the leaf values (see checkLeaf), accepts
// __typename in input objects, does not apply the default values of their fields, and reports no
// locations. It can be removed when these are fixed.
func Coerce(schema *ast.Schema, op *ast.OperationDefinition, given strictjson.Value) (map[string]any, gqlerror.List) {
	c := coercers.Get().(*coercer)
	defer c.free()
	c.schema = schema
	values := make(map[string]any, len(op.VariableDefinitions))
	for _, v := range op.VariableDefinitions {
		value, ok := given.Member(v.Variable)
		c.definition = v
		c.path.Begin(v.Variable)
		switch {
		case ok && value.IsNull() && v.Type.NonNull:
			c.report(c.path.String(), `Variable "$%s" of non-null type "%s" must not be null.`, docerror.Shorten(v.Variable), v.Type)
		case ok:
			if c.check(v.Type, value); c.errs == nil {
				values[v.Variable] = coerced(schema, v.Type, value)
			}
		case v.DefaultValue != nil:
			values[v.Variable] = defaultValue(schema, v.Type, v.DefaultValue)
		case v.Type.NonNull:
			c.report(c.path.String(), `Variable "$%s" of required type "%s" was not provided.`, docerror.Shorten(v.Variable), v.Type)
		}
	}
	return values, c.errs
}

// coerced returns a valid value as Coerce does.
func coerced(schema *ast.Schema, t *ast.Type, value strictjson.Value) any {
	if t.Elem != nil || schema.Types[t.NamedType].Kind == ast.InputObject {
		if !value.IsNull() {
			return value
		}
	}
	return plain(schema, t, value)
}

// coercer coerces the variables of one operation.
type coercer struct {
	schema     *ast.Schema
	definition *ast.VariableDefinition
	path       docerror.Path
	errs       gqlerror.List
}

// coercers is a pool of coercers, for the memory of their paths.
var coercers = sync.Pool{New: func() any { return new(coercer) }}

// free returns the coercer to the pool.
func (c *coercer) free() {
	path := c.path[:cap(c.path)]
	clear(path) // the names are parts of requests and documents
	*c = coercer{path: path[:0]}
	coercers.Put(c)
}

// check checks a value of a type.
func (c *coercer) check(t *ast.Type, given strictjson.Value) {
	switch {
	case given.IsNull():
		if t.NonNull {
			c.invalid(given, `Expected non-nullable type "%s" not to be null.`, t)
		}
		return
	case t.Elem != nil:
		c.list(t.Elem, given)
		return
	}
	definition := c.schema.Types[t.NamedType]
	if definition.Kind == ast.InputObject {
		c.object(definition, given)
		return
	}
	if reason := checkLeaf(definition, given); reason != "" {
		c.invalid(given, "%s", reason)
	}
}

func (c *coercer) list(element *ast.Type, given strictjson.Value) {
	if given.Kind() != '[' {
		c.check(element, given) // a single value is a list of one
		return
	}
	i := 0
	for one, ok := given.First(); ok; one, ok = one.Next() {
		c.path.PushIndex(i)
		c.check(element, one)
		c.path.Pop()
		i++
	}
}

// invalid reports the value at the path.
func (c *coercer) invalid(value strictjson.Value, format string, args ...any) {
	if len(c.errs) < docerror.Max {
		c.report(c.path.String(), `Variable "$%s" got invalid value %s at %s; %s`,
			docerror.Shorten(c.definition.Variable), describe(value), docerror.Quote(c.path.String()), fmt.Sprintf(format, args...))
	}
}

func (c *coercer) report(argument, format string, args ...any) {
	refusal := models.Invalid(argument, format, args...)
	c.errs = append(c.errs, &gqlerror.Error{Err: refusal, Message: refusal.Message, Locations: docerror.Locations(c.definition.Position)})
}
