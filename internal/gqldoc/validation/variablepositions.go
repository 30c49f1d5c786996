package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// variablesInAllowedPosition checks that each variable has a type that is allowed where
// it is used.
//
// It replaces gqlparser's rule, which:
//   - does not report the location of the variable's definition;
//   - also reports variables of unknown types;
//   - ignores variables in a list where no list is allowed;
//   - ignores a position's default value if it is null.
//
// It can be removed when all of these are fixed.
func variablesInAllowedPosition(schema *ast.Schema) core.Rule {
	return core.Rule{
		Name: "VariablesInAllowedPosition",
		RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
			c := &usageChecker{schema: schema, addError: addError}
			events.OnField(func(walker *core.Walker, field *ast.Field) {
				if field.Definition != nil {
					c.arguments(walker.CurrentOperation, field.Definition.Arguments, field.Arguments)
				}
			})
			events.OnDirective(func(walker *core.Walker, d *ast.Directive) {
				if d.Definition != nil {
					c.arguments(walker.CurrentOperation, d.Definition.Arguments, d.Arguments)
				}
			})
		},
	}
}

// usageChecker checks the variables in the arguments of a document.
type usageChecker struct {
	schema    *ast.Schema
	addError  core.AddErrFunc
	operation *ast.OperationDefinition
}

// arguments checks the arguments that an operation uses. It ignores those of a fragment
// by itself, for which the operation is nil.
func (c *usageChecker) arguments(op *ast.OperationDefinition, definitions ast.ArgumentDefinitionList, arguments ast.ArgumentList) {
	if op == nil || len(op.VariableDefinitions) == 0 {
		return
	}
	c.operation = op
	for _, a := range arguments {
		if definition := definitions.ForName(a.Name); definition != nil {
			c.value(definition.Type, definition.DefaultValue != nil, a.Value)
		}
	}
}

// value checks a value at a position of a type. A position with a default value accepts
// a variable that may be null.
func (c *usageChecker) value(t *ast.Type, hasDefault bool, v *ast.Value) {
	switch v.Kind {
	case ast.Variable:
		c.variable(t, hasDefault, v)
	case ast.ListValue:
		element := t.Elem
		if element == nil {
			// Not a list: ValuesOfCorrectType reports it.
			element = nullable(t)
		}
		for _, child := range v.Children {
			c.value(element, false, child.Value)
		}
	case ast.ObjectValue:
		definition := c.schema.Types[t.Name()]
		if definition == nil || definition.Kind != ast.InputObject {
			return
		}
		oneOf := definition.Directives.ForName("oneOf") != nil
		for _, child := range v.Children {
			if field := definition.Fields.ForName(child.Name); field != nil {
				c.value(field.Type, field.DefaultValue != nil, child.Value)
				if oneOf && child.Value.Kind == ast.Variable {
					c.oneOf(definition, child.Value)
				}
			}
		}
	}
}

func (c *usageChecker) variable(t *ast.Type, hasDefault bool, v *ast.Value) {
	definition := c.definitionOf(v)
	if definition == nil {
		return
	}
	allowed := t
	if d := definition.DefaultValue; hasDefault || d != nil && d.Kind != ast.NullValue {
		allowed = nullable(t)
	}
	if !definition.Type.IsCompatible(allowed) {
		c.addError(
			core.Message(`Variable "$%s" of type "%s" used in position expecting type "%s".`, docerror.Shorten(v.Raw), definition.Type, t),
			core.At(v.Position), core.At(definition.Position),
		)
	}
}

func (c *usageChecker) oneOf(object *ast.Definition, v *ast.Value) {
	if definition := c.definitionOf(v); definition != nil && !definition.Type.NonNull {
		c.addError(
			core.Message(`Variable "$%s" is of type "%s" but must be non-nullable to be used for OneOf Input Object "%s".`, docerror.Shorten(v.Raw), definition.Type, object.Name),
			core.At(v.Position), core.At(definition.Position),
		)
	}
}

// definitionOf returns the definition of a variable, the last one if there are several,
// or nil if it has none or is of an unknown type.
func (c *usageChecker) definitionOf(v *ast.Value) *ast.VariableDefinition {
	for i := len(c.operation.VariableDefinitions) - 1; i >= 0; i-- {
		if definition := c.operation.VariableDefinitions[i]; definition.Variable == v.Raw {
			if definition.Definition == nil {
				return nil
			}
			return definition
		}
	}
	return nil
}

// nullable returns the type without its outermost non-null.
func nullable(t *ast.Type) *ast.Type {
	if !t.NonNull {
		return t
	}
	other := *t
	other.NonNull = false
	return &other
}
