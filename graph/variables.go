package graph

import (
	"encoding/json"
	"errors"
	"strconv"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/itemactivity/itemactivity/models"
)

// coerce returns the variables that an operation runs with. It refuses a value
// whose JSON type is not its variable's own: gqlparser would take 5 for a String,
// and "10" for an Int. What is absent, null or unknown is gqlparser's to judge, and
// so is what it changes; most variables are as they have to be, and need none of
// its reflection.
func coerce(schema *ast.Schema, op *ast.OperationDefinition, values map[string]any) (map[string]any, *gqlerror.Error) {
	c := variableChecker{schema: schema, plain: true}
	given := make(map[string]any, len(op.VariableDefinitions))
	for _, v := range op.VariableDefinitions {
		value, ok := values[v.Variable]
		if !ok {
			c.plain = c.plain && v.DefaultValue == nil && !v.Type.NonNull
			continue
		}
		if err := c.check(v.Type, value); err != nil {
			return nil, gqlerror.Wrap(under(v.Variable, err))
		}
		given[v.Variable] = value
	}
	if c.plain {
		return given, nil
	}
	coerced, err := validator.VariableValues(schema, op, values)
	if err != nil {
		refused, ok := errors.AsType[*gqlerror.Error](err)
		if !ok {
			refused = gqlerror.Wrap(err)
		}
		errcode.Set(refused, errcode.ValidationFailed)
		return nil, refused
	}
	return coerced, nil
}

// variableChecker goes through the values of variables.
type variableChecker struct {
	schema *ast.Schema
	// plain says that all that was checked is right, and used as it is.
	plain bool
}

func (c *variableChecker) check(t *ast.Type, value any) error {
	if value == nil {
		c.plain = c.plain && !t.NonNull
		return nil
	}
	if t.Elem != nil {
		elements, ok := value.([]any)
		if !ok {
			// One value stands for a list of it.
			c.plain = false
			return c.check(t.Elem, value)
		}
		for i, element := range elements {
			if err := c.check(t.Elem, element); err != nil {
				return under(strconv.Itoa(i), err)
			}
		}
		return nil
	}
	definition := c.schema.Types[t.NamedType]
	if definition == nil || definition.Kind != ast.InputObject {
		c.plain = c.plain && definition != nil && definition.Kind == ast.Scalar
		return c.checkScalar(t.NamedType, value)
	}
	members, ok := value.(map[string]any)
	if !ok {
		return models.Invalid("", "%s is an object.", t.NamedType)
	}
	return c.checkMembers(definition, members)
}

func (c *variableChecker) checkMembers(definition *ast.Definition, members map[string]any) error {
	known := 0
	for _, field := range definition.Fields {
		member, ok := members[field.Name]
		if !ok {
			c.plain = c.plain && !field.Type.NonNull
			continue
		}
		known++
		if err := c.check(field.Type, member); err != nil {
			return under(field.Name, err)
		}
	}
	c.plain = c.plain && known == len(members)
	return nil
}

func (c *variableChecker) checkScalar(name string, value any) error {
	switch name {
	case "Int":
		c.plain = false // it becomes a number
		n, ok := value.(json.Number)
		if _, err := strconv.ParseInt(n.String(), 10, 32); !ok || err != nil {
			return models.Invalid("", "Int is a whole JSON number of 32 bits.")
		}
	case "Float":
		c.plain = false
		if _, ok := value.(json.Number); !ok {
			return models.Invalid("", "Float is a JSON number.")
		}
	case "Boolean":
		if _, ok := value.(bool); !ok {
			return models.Invalid("", "Boolean is true or false.")
		}
	default:
		if _, ok := value.(string); !ok {
			return models.Invalid("", "%s is a JSON string.", name)
		}
	}
	return nil
}

// under puts a name before the argument of a refusal.
func under(name string, err error) error {
	refusal, ok := errors.AsType[*models.Error](err)
	if !ok {
		return err
	}
	if refusal.Argument != "" {
		name += "." + refusal.Argument
	}
	refusal.Argument = name
	return refusal
}
