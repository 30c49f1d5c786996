package variables

import "github.com/vektah/gqlparser/v2/ast"

// defaultValue evaluates a constant literal that is valid for its type.
func defaultValue(schema *ast.Schema, t *ast.Type, v *ast.Value) any {
	switch {
	case v.Kind == ast.NullValue:
		return nil
	case t.Elem != nil && v.Kind == ast.ListValue:
		list := make([]any, len(v.Children))
		for i, child := range v.Children {
			list[i] = defaultValue(schema, t.Elem, child.Value)
		}
		return list
	case t.Elem != nil:
		return []any{defaultValue(schema, t.Elem, v)}
	}
	definition := schema.Types[t.NamedType]
	if definition.Kind != ast.InputObject || v.Kind != ast.ObjectValue {
		value, _ := v.Value(nil) // Validate has rewritten it, so there is no error
		return value
	}
	object := make(map[string]any, len(v.Children))
	for _, field := range definition.Fields {
		if child := v.Children.ForName(field.Name); child != nil {
			object[field.Name] = defaultValue(schema, field.Type, child)
		} else if field.DefaultValue != nil {
			object[field.Name] = defaultValue(schema, field.Type, field.DefaultValue)
		}
	}
	return object
}
