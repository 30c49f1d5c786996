package variables

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// Plain returns the result of Coerce without values of strictjson: input objects are maps, with the
// default values of their fields, lists are slices, and the numbers in them are coerced.
func Plain(schema *ast.Schema, op *ast.OperationDefinition, coerced map[string]any) map[string]any {
	values := make(map[string]any, len(coerced))
	for _, v := range op.VariableDefinitions {
		switch value, ok := coerced[v.Variable]; value := value.(type) {
		case strictjson.Value:
			values[v.Variable] = plain(schema, v.Type, value)
		default:
			if ok {
				values[v.Variable] = value
			}
		}
	}
	return values
}

// plain coerces a valid value.
func plain(schema *ast.Schema, t *ast.Type, value strictjson.Value) any {
	switch {
	case value.IsNull():
		return nil
	case t.Elem != nil && value.Kind() != '[':
		return []any{plain(schema, t.Elem, value)}
	case t.Elem != nil:
		list := make([]any, 0, value.Len())
		for element, ok := value.First(); ok; element, ok = element.Next() {
			list = append(list, plain(schema, t.Elem, element))
		}
		return list
	}
	switch definition := schema.Types[t.NamedType]; {
	case definition.Kind == ast.InputObject:
		return plainObject(schema, definition, value)
	case value.Kind() == 't' || value.Kind() == 'f':
		return value.Bool()
	case t.NamedType == "Int":
		return Int(value)
	case t.NamedType == "Float":
		return Float(value)
	}
	return ID(value)
}

func plainObject(schema *ast.Schema, definition *ast.Definition, value strictjson.Value) map[string]any {
	object := make(map[string]any, value.Len())
	for _, field := range definition.Fields {
		if member, ok := value.Member(field.Name); ok {
			object[field.Name] = plain(schema, field.Type, member)
		} else if field.DefaultValue != nil {
			object[field.Name] = defaultValue(schema, field.Type, field.DefaultValue)
		}
	}
	return object
}
