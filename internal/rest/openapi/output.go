package openapi

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
)

// root returns the schema of the body of a response. The shape of a body is that of the
// package rest.
func (b *builder) root(r Route) (*Schema, error) {
	some := r.selects()
	context := member{name: "@odata.context", schema: b.context()}
	members, err := b.members(r.TypeName, r.Selection, true)
	if err != nil {
		return nil, err
	}
	name, description := graphapi.TypeName(r.TypeName), b.schema.Types[r.TypeName].Description
	if !r.IsList {
		return b.object(name, description, append(members, context), some)
	}
	element, err := b.object(name, description, members, some)
	if err != nil {
		return nil, err
	}
	page := []member{context}
	if count := fieldAt(r.Field.SelectionSet, []string{"totalCount"}); count != nil {
		page = append(page, member{name: "@odata.count", schema: &Schema{
			Type: "integer", Description: absent(count.Definition.Description) + " It is present only with `$count=true`.",
		}})
	}
	if fieldAt(r.Field.SelectionSet, []string{"pageInfo"}) != nil {
		page = append(page, member{name: "@odata.nextLink", schema: &Schema{
			Type: "string", Format: "uri", Description: "The URL of the next page. It is absent from the last page.",
		}})
	}
	page = append(page, member{name: "value", always: true, schema: &Schema{Type: "array", Items: element}})
	return b.object(name+"CollectionResponse", "A list, or a page of a list.", page, false)
}

// context returns the schema of @odata.context.
func (*builder) context() *Schema {
	return &Schema{Type: "string", Format: "uri", Description: "The type of the body. It is present only if the header Accept asks for `odata.metadata=full`."}
}

// members returns the members that a selection set of a type becomes. If outermost is true,
// the object is an entity of its own.
func (b *builder) members(typeName string, set ast.SelectionSet, outermost bool) (all []member, err error) {
	for _, selection := range set {
		var more []member
		switch s := selection.(type) {
		case *ast.InlineFragment:
			more, err = b.members(typeName, s.SelectionSet, outermost)
			more = conditional(more, s.TypeCondition != "" && s.TypeCondition != typeName || len(s.Directives) > 0)
		case *ast.FragmentSpread:
			more, err = b.members(typeName, s.Definition.SelectionSet, outermost)
			more = conditional(more, s.Definition.TypeCondition != typeName || len(s.Directives) > 0)
		case *ast.Field:
			more, err = b.field(typeName, s, outermost)
			more = conditional(more, len(s.Directives) > 0)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return joinParts(all), nil
}

// conditional makes members optional if there is a condition.
func conditional(members []member, condition bool) []member {
	for i := range members {
		members[i].always = members[i].always && !condition
	}
	return members
}

// field returns the members that a field becomes.
func (b *builder) field(typeName string, f *ast.Field, outermost bool) ([]member, error) {
	whole, _, isPart := strings.Cut(f.Alias, "__")
	switch {
	case strings.HasPrefix(f.Alias, "__"):
		return nil, nil
	case strings.HasPrefix(f.Alias, "_"):
		members, err := b.members(f.Definition.Type.Name(), f.SelectionSet, outermost)
		return conditional(members, !f.Definition.Type.NonNull), err
	case isPart:
		return b.part(whole, f)
	case f.Alias == "odataType":
		name := graphapi.TypePrefix + graphapi.TypeName(typeName)
		if outermost {
			name = "#" + name
		}
		return []member{{name: "@odata.type", schema: &Schema{Type: "string", Enum: []string{name}}, always: true}}, nil
	}
	schema, err := b.output(f.Definition.Type, f)
	if err != nil {
		return nil, err
	}
	return []member{{name: f.Alias, schema: schema.described(absent(f.Definition.Description)), always: f.Definition.Type.NonNull}}, nil
}

// output returns the schema of a value that is not null.
func (b *builder) output(t *ast.Type, f *ast.Field) (*Schema, error) {
	if t.Elem != nil {
		items, err := b.output(t.Elem, f)
		return &Schema{Type: "array", Items: items}, err
	}
	definition := b.schema.Types[t.NamedType]
	if definition.IsLeafType() {
		return b.leaf(definition), nil
	}
	members, err := b.members(t.NamedType, f.SelectionSet, false)
	if err != nil {
		return nil, err
	}
	return b.object(graphapi.TypeName(t.NamedType), definition.Description, members, false)
}
