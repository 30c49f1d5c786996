package graph

import (
	"encoding/json"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/models"
)

// checkVariables refuses a value whose JSON type is not its variable's own: the
// executor would take 5 for a String, and "10" for an Int. What is absent, null
// or unknown is the executor's to judge.
func checkVariables(schema *ast.Schema, op *ast.OperationDefinition, values map[string]any) error {
	for _, v := range op.VariableDefinitions {
		if value, ok := values[v.Variable]; ok {
			if err := checkVariable(schema, v.Type, value, v.Variable); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkVariable(schema *ast.Schema, t *ast.Type, value any, argument string) error {
	if value == nil {
		return nil
	}
	if t.Elem != nil {
		elements, ok := value.([]any)
		if !ok {
			return checkVariable(schema, t.Elem, value, argument)
		}
		for i, element := range elements {
			if err := checkVariable(schema, t.Elem, element, argument+"."+strconv.Itoa(i)); err != nil {
				return err
			}
		}
		return nil
	}
	definition := schema.Types[t.NamedType]
	if definition == nil || definition.Kind != ast.InputObject {
		return checkScalar(t.NamedType, value, argument)
	}
	members, ok := value.(map[string]any)
	if !ok {
		return models.Invalid(argument, "%s is an object.", t.NamedType)
	}
	for _, field := range definition.Fields {
		if member, ok := members[field.Name]; ok {
			if err := checkVariable(schema, field.Type, member, argument+"."+field.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkScalar(name string, value any, argument string) error {
	switch name {
	case "Int":
		n, ok := value.(json.Number)
		if _, err := strconv.ParseInt(n.String(), 10, 32); !ok || err != nil {
			return models.Invalid(argument, "Int is a whole JSON number of 32 bits.")
		}
	case "Float":
		if _, ok := value.(json.Number); !ok {
			return models.Invalid(argument, "Float is a JSON number.")
		}
	case "Boolean":
		if _, ok := value.(bool); !ok {
			return models.Invalid(argument, "Boolean is true or false.")
		}
	default:
		if _, ok := value.(string); !ok {
			return models.Invalid(argument, "%s is a JSON string.", name)
		}
	}
	return nil
}
