package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/internal/gqldoc/scalars"
	"github.com/itemactivity/itemactivity/models"
)

// literalsRule checks that each literal is of the type of its position.
//
// It replaces gqlparser's ValuesOfCorrectType, which accepts objects for built-in
// scalars and enums, and Int literals of more than 32 bits. It can be removed when
// gqlparser rejects these.
func literalsRule(schema *ast.Schema, suggestions bool) core.Rule {
	return core.Rule{
		Name: "ValuesOfCorrectType",
		RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
			c := &literalChecker{schema: schema, suggestions: suggestions, addError: addError, known: reported{}}
			events.OnField(func(_ *core.Walker, field *ast.Field) {
				if field.Definition != nil {
					c.arguments(field.Definition.Arguments, field.Arguments)
				}
			})
			events.OnDirective(func(_ *core.Walker, directive *ast.Directive) {
				if directive.Definition != nil {
					c.arguments(directive.Definition.Arguments, directive.Arguments)
				}
			})
			events.OnVariable(func(_ *core.Walker, v *ast.VariableDefinition) {
				if v.DefaultValue != nil {
					c.path.Begin(v.Variable)
					c.value(v.Type, v.DefaultValue)
				}
			})
		},
	}
}

// literalChecker checks the literals of a document.
type literalChecker struct {
	schema      *ast.Schema
	suggestions bool
	addError    core.AddErrFunc
	// known has the literals with suggestions.
	known reported
	path  docerror.Path
}

func (c *literalChecker) arguments(definitions ast.ArgumentDefinitionList, arguments ast.ArgumentList) {
	for _, a := range arguments {
		if definition := definitions.ForName(a.Name); definition != nil {
			c.path.Begin(a.Name)
			c.value(definition.Type, a.Value)
		}
	}
}

func (c *literalChecker) value(t *ast.Type, v *ast.Value) {
	definition := c.schema.Types[t.Name()]
	switch {
	case v.Kind == ast.Variable, definition == nil:
		return
	case v.Kind == ast.NullValue:
		if t.NonNull {
			c.report(v.Position, "", nil, `Expected value of type "%s", found null.`, t)
		}
	case t.Elem != nil && v.Kind == ast.ListValue:
		for i, child := range v.Children {
			c.path.PushIndex(i)
			c.value(t.Elem, child.Value)
			c.path.Pop()
		}
	case t.Elem != nil:
		// A single value is a list of one.
		c.value(t.Elem, v)
	case definition.Kind == ast.InputObject && v.Kind == ast.ObjectValue:
		c.object(definition, v)
	case definition.Kind == ast.InputObject:
		c.report(v.Position, "", nil, `Expected value of type "%s", found %s.`, t, describeLiteral(v))
	default:
		c.scalar(t, definition, v)
	}
}

func (c *literalChecker) object(definition *ast.Definition, v *ast.Value) {
	for _, field := range definition.Fields {
		if field.Type.NonNull && field.DefaultValue == nil && v.Children.ForName(field.Name) == nil {
			c.report(v.Position, "", nil, `Field "%s.%s" of required type "%s" was not provided.`, definition.Name, field.Name, field.Type)
		}
	}
	if definition.Directives.ForName("oneOf") != nil {
		c.oneOf(definition, v)
	}
	for _, child := range v.Children {
		if field := definition.Fields.ForName(child.Name); field != nil {
			c.path.PushName(child.Name)
			c.value(field.Type, child.Value)
			c.path.Pop()
		} else {
			c.report(child.Position, child.Name, fieldNames(definition), `Field "%s" is not defined by type "%s".`, docerror.Shorten(child.Name), definition.Name)
		}
	}
}

func (c *literalChecker) oneOf(definition *ast.Definition, v *ast.Value) {
	names := map[string]bool{}
	for _, child := range v.Children {
		names[child.Name] = true
	}
	switch {
	case len(names) != 1:
		c.report(v.Position, "", nil, `OneOf Input Object "%s" must specify exactly one key.`, definition.Name)
	case v.Children[0].Value.Kind == ast.NullValue:
		c.report(v.Position, "", nil, `Field "%s.%s" must be non-null.`, definition.Name, docerror.Shorten(v.Children[0].Name))
	}
}

// scalar checks a value of an enum or a scalar. A custom scalar that package scalars does not
// check accepts any literal.
func (c *literalChecker) scalar(t *ast.Type, definition *ast.Definition, v *ast.Value) {
	if definition.Kind == ast.Enum {
		switch {
		case v.Kind != ast.EnumValue:
			c.report(v.Position, describeLiteral(v), valueNames(definition), `Enum "%s" cannot represent non-enum value: %s.`, definition.Name, describeLiteral(v))
		case definition.EnumValues.ForName(v.Raw) == nil:
			c.report(v.Position, v.Raw, valueNames(definition), `Value "%s" does not exist in "%s" enum.`, docerror.Shorten(v.Raw), definition.Name)
		}
		return
	}
	if reason := literalError(definition.Name, v); reason != "" {
		c.report(v.Position, "", nil, "%s: %s.", reason, describeLiteral(v))
		return
	}
	text, isText := literalText(definition.Name, v)
	if reason := scalars.Check(definition.Name, text, isText); reason != "" {
		c.report(v.Position, "", nil, `Expected value of type "%s", found %s. %s`, t, describeLiteral(v), reason)
	}
}

// report adds an error at the path. It suggests the names that are similar to what was written.
func (c *literalChecker) report(position *ast.Position, written string, names []string, format string, args ...any) {
	options := []core.ErrorOption{core.Message(format, args...)}
	if len(names) > 0 {
		if !c.known.first(position) {
			return
		}
		options = append(options, didYouMean(c.suggestions, written, func() []string { return names }))
	}
	argument := c.path.String()
	atArgument := func(err *gqlerror.Error) { err.Err = models.Invalid(argument, "%s", err.Message) }
	c.addError(append(options, core.At(position), atArgument)...)
}

func fieldNames(definition *ast.Definition) []string {
	names := make([]string, len(definition.Fields))
	for i, field := range definition.Fields {
		names[i] = field.Name
	}
	return names
}

func valueNames(definition *ast.Definition) []string {
	names := make([]string, len(definition.EnumValues))
	for i, value := range definition.EnumValues {
		names[i] = value.Name
	}
	return names
}
