package openapi

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// part returns the member that a part of an object becomes. The object is joined from the
// parts of the same name.
func (b *builder) part(whole string, f *ast.Field) ([]member, error) {
	always := f.Definition.Type.NonNull
	members, err := b.members(f.Definition.Type.Name(), f.SelectionSet, false)
	s := &Schema{Type: "object"}
	for _, m := range members {
		s.Properties.add(m.name, m.schema)
		if always && m.always {
			s.Required = append(s.Required, m.name)
		}
	}
	return []member{{name: whole, schema: s, always: always}}, err
}

// joinParts joins the members of one selection that are parts of the same object.
func joinParts(members []member) (joined []member) {
	at := map[string]int{}
	for _, m := range members {
		i, known := at[m.name]
		if !known || m.schema.Properties == nil || joined[i].schema.Properties == nil {
			at[m.name] = len(joined)
			joined = append(joined, m)
			continue
		}
		whole := &joined[i]
		for _, p := range m.schema.Properties {
			whole.schema.Properties.add(p.name, p.value)
		}
		whole.schema.Required = append(whole.schema.Required, m.schema.Required...)
		whole.always = whole.always || m.always
	}
	return joined
}
