package openapi

import (
	"fmt"
	"reflect"
	"slices"
)

// Schema is a JSON schema, with the keywords that this package uses.
type Schema struct {
	Ref         string `json:"$ref,omitzero"`
	Description string `json:"description,omitzero"`
	// Type is a name, or a list of names.
	Type       any           `json:"type,omitzero"`
	Format     string        `json:"format,omitzero"`
	Pattern    string        `json:"pattern,omitzero"`
	Enum       []string      `json:"enum,omitzero"`
	MinLength  int           `json:"minLength,omitzero"`
	MaxLength  int           `json:"maxLength,omitzero"`
	Minimum    *int          `json:"minimum,omitzero"`
	Maximum    *int          `json:"maximum,omitzero"`
	Default    any           `json:"default,omitzero"`
	Items      *Schema       `json:"items,omitzero"`
	Properties list[*Schema] `json:"properties,omitzero"`
	Required   []string      `json:"required,omitzero"`
	// AdditionalProperties is a pointer to false if the object has no other members.
	AdditionalProperties *bool     `json:"additionalProperties,omitzero"`
	AllOf                []*Schema `json:"allOf,omitzero"`
	AnyOf                []*Schema `json:"anyOf,omitzero"`

	// use is set if the schema is that of an object of the responses.
	use *use
}

// Member is a member of an object.
type Member struct {
	Name   string
	Schema *Schema
}

// Object returns the schema of an object that has no other members.
func Object(description string, members ...Member) Schema {
	s := Schema{Type: "object", Description: description, AdditionalProperties: pointer(false)}
	for _, m := range members {
		s.Properties.add(m.Name, m.Schema)
	}
	return s
}

// described returns the schema with the description of a member.
func (s *Schema) described(description string) *Schema {
	s.Description = description
	return s
}

// merge merges the schema of the same member in another selection of the same type.
func (s *Schema) merge(other *Schema) error {
	switch {
	case s.use != nil && other.use != nil && s.use.of == other.use.of:
		s.use.required = intersection(s.use.required, other.use.required)
		return nil
	case s.Items != nil && other.Items != nil:
		return s.Items.merge(other.Items)
	case s.Properties != nil && other.Properties != nil:
		for _, p := range other.Properties {
			if known, ok := s.Properties.find(p.name); !ok {
				s.Properties.add(p.name, p.value)
			} else if err := known.merge(p.value); err != nil {
				return err
			}
		}
		s.Required = intersection(s.Required, other.Required)
		return nil
	case s.Enum != nil && other.Enum != nil:
		for _, value := range other.Enum {
			if !slices.Contains(s.Enum, value) {
				s.Enum = append(s.Enum, value)
			}
		}
		return nil
	}
	if first, second := *s, *other; !reflect.DeepEqual(*first.described(""), *second.described("")) {
		return fmt.Errorf("one member has two schemas, %+v and %+v", first, second)
	}
	return nil
}

func intersection(a, b []string) (both []string) {
	for _, name := range a {
		if slices.Contains(b, name) {
			both = append(both, name)
		}
	}
	return both
}

func componentRef(kind, name string) string { return "#/components/" + kind + "/" + name }

func pointer[T any](value T) *T { return &value }
