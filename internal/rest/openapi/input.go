package openapi

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
)

// requestBody returns the description of the body of a request.
func (b *builder) requestBody(r Route) *requestBody {
	schema := b.body(r)
	if r.Variant != nil {
		schema = &Schema{AnyOf: []*Schema{schema, b.body(*r.Variant)}}
	}
	described := &requestBody{Required: r.Body.Variables == nil || len(r.Body.Variables) > 0}
	described.Content.add(jsonType, mediaType{Schema: schema, Examples: examples(r.Request)})
	return described
}

// body returns the schema of the body of a request. It is a component if it is an input type
// without additions.
func (b *builder) body(r Route) *Schema {
	body := r.Body
	if body.Variables == nil && len(body.Ignored) == 0 {
		return b.input(&ast.Type{NamedType: body.Type.Name, NonNull: true})
	}
	s := b.fields(body.Type, r.Values)
	for _, p := range s.Properties {
		if variable, ok := body.Variables[p.name]; ok && p.value.Description == "" {
			p.value.Description = descriptionOf(r.Definition, variable)
		}
	}
	if body.Requires != "" && !slices.Contains(s.Required, body.Requires) {
		s.Required = append(s.Required, body.Requires)
	}
	for _, name := range body.Ignored {
		s.Properties.add(name, &Schema{Description: "Accepted and ignored."})
	}
	return s
}

// input returns the schema of a value of an input type.
func (b *builder) input(t *ast.Type) *Schema {
	if !t.NonNull {
		required := *t
		required.NonNull = true
		s := b.input(&required)
		if name, ok := s.Type.(string); ok && s.Ref == "" {
			s.Type = []string{name, "null"}
			return s
		}
		return &Schema{AnyOf: []*Schema{s, {Type: "null"}}}
	}
	if t.Elem != nil {
		return &Schema{Type: "array", Items: b.input(t.Elem)}
	}
	definition := b.schema.Types[t.NamedType]
	if definition.Kind != ast.InputObject {
		return b.leaf(definition)
	}
	name := graphapi.TypeName(definition.Name)
	if _, known := b.Components.Schemas.find(name); !known {
		component := new(Schema)
		b.Components.Schemas.add(name, component) // first, because an input may contain itself
		*component = *b.fields(definition, nil)
	}
	return &Schema{Ref: componentRef("schemas", name)}
}

// fields returns the schema of an object with the fields of an input type.
func (b *builder) fields(definition *ast.Definition, values map[string]*Schema) *Schema {
	s := &Schema{Type: "object", Description: definition.Description, AdditionalProperties: pointer(false)}
	typeName := graphapi.TypePrefix + graphapi.InputTypeName(definition.Name)
	s.Properties.add("@odata.type", &Schema{
		Type: "string", Enum: []string{"#" + typeName, typeName}, Description: "Not needed.",
	})
	for _, field := range definition.Fields {
		if field.Name == "odataType" {
			continue
		}
		if value := values[field.Name]; value != nil {
			s.Properties.add(field.Name, value)
		} else {
			s.Properties.add(field.Name, b.input(field.Type).described(field.Description))
		}
		if field.Type.NonNull && field.DefaultValue == nil {
			s.Required = append(s.Required, field.Name)
		}
	}
	return s
}
