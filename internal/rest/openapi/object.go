package openapi

import (
	"fmt"
	"slices"
)

// object is a component that describes the objects of one type in the responses. It has all
// members that any document selects from the type. A member is required if every use of the
// object has it.
type object struct {
	name   string
	schema *Schema
}

// use is the schema of an object in one place, with the members that are always present
// there.
type use struct {
	of       *object
	required []string
	schema   *Schema
}

// member is a member of an object in one place.
type member struct {
	name   string
	schema *Schema
	// always is true if the object always has the member.
	always bool
}

// object returns the schema of an object in one place. If some is true, a client can select
// which members the object has there.
func (b *builder) object(name, description string, members []member, some bool) (*Schema, error) {
	o := b.objects[name]
	if o == nil {
		o = &object{name: name, schema: &Schema{Type: "object", Description: description}}
		b.objects[name] = o
		b.Components.Schemas.add(name, o.schema)
	}
	u := &use{of: o, schema: &Schema{}}
	u.schema.use = u
	for _, m := range members {
		known, ok := o.schema.Properties.find(m.name)
		if !ok {
			o.schema.Properties.add(m.name, m.schema)
		} else if err := known.merge(m.schema); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", name, m.name, err)
		}
		if m.always && !some && !slices.Contains(u.required, m.name) {
			u.required = append(u.required, m.name)
		}
	}
	b.uses = append(b.uses, u)
	return u.schema, nil
}

// resolve sets the schemas of all uses. The component of an object requires the members that
// all uses require, and each use requires the others.
func (b *builder) resolve() {
	seen := map[*object]bool{}
	for _, u := range b.uses {
		if required := &u.of.schema.Required; seen[u.of] {
			*required = intersection(*required, u.required)
		} else {
			*required, seen[u.of] = u.required, true
		}
	}
	for _, u := range b.uses {
		ref := componentRef("schemas", u.of.name)
		var more []string
		for _, name := range u.required {
			if !slices.Contains(u.of.schema.Required, name) {
				more = append(more, name)
			}
		}
		if more == nil {
			u.schema.Ref = ref
		} else {
			u.schema.AllOf, u.schema.Required = []*Schema{{Ref: ref}}, more
		}
	}
}
