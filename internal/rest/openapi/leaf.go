package openapi

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
)

// leaf returns the schema of a scalar or an enum. Those that the GraphQL specification does
// not define are components.
func (b *builder) leaf(definition *ast.Definition) *Schema {
	switch definition.Name {
	case "ID", "String":
		return &Schema{Type: "string"}
	case "Int":
		return &Schema{Type: "integer", Format: "int32"}
	case "Float":
		return &Schema{Type: "number", Format: "double"}
	case "Boolean":
		return &Schema{Type: "boolean"}
	}
	name := graphapi.TypeName(definition.Name)
	s := &Schema{Type: "string", Description: definition.Description}
	for _, value := range definition.EnumValues {
		s.Enum = append(s.Enum, value.Name)
	}
	if definition.Name == "DateTimeOffset" {
		s.Format = "date-time"
	}
	b.Components.Schemas.add(name, s)
	return &Schema{Ref: componentRef("schemas", name)}
}
