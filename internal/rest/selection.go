package rest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// describe finds the type and the members of the entity in the document.
func (p *endpoint) describe() error {
	set, typeName, list := p.Definition.SelectionSet, "", false
	enter := func(name string) bool {
		for _, field := range fieldsOf(set) {
			if field.Alias == name {
				set, typeName, list = field.SelectionSet, field.Definition.Type.Name(), field.Definition.Type.Elem != nil
				if fragment, ok := set[0].(*ast.InlineFragment); ok {
					typeName = fragment.TypeCondition
				}
				return true
			}
		}
		return false
	}
	for _, name := range p.entity {
		if !enter(name) {
			return fmt.Errorf("there is no field at %q", p.route.entity)
		}
	}
	if enter("nodes") {
		list = true
	}
	p.typeName, p.isList, p.members = typeName, list, membersOf(set)
	return nil
}

// fieldsOf returns the fields of a selection set, including those in fragments.
func fieldsOf(set ast.SelectionSet) (fields []*ast.Field) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			fields = append(fields, s)
		case *ast.InlineFragment:
			fields = append(fields, fieldsOf(s.SelectionSet)...)
		case *ast.FragmentSpread:
			fields = append(fields, fieldsOf(s.Definition.SelectionSet)...)
		}
	}
	return fields
}

// membersOf returns the names of the members that a selection set becomes, see entityWriter.
func membersOf(set ast.SelectionSet) (names []string) {
	for _, field := range fieldsOf(set) {
		switch {
		case strings.HasPrefix(field.Alias, "__"):
		case strings.HasPrefix(field.Alias, "_"):
			names = append(names, membersOf(field.SelectionSet)...)
		case field.Alias != "odataType":
			whole, _, _ := strings.Cut(field.Alias, partSeparator)
			names = append(names, whole)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
