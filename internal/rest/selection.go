package rest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// findEntity finds the type and the members of the entity in the document.
func (p *endpoint) findEntity() error {
	set, typeName, list := p.Definition.SelectionSet, "", false
	enter := func(name string) bool {
		for _, field := range gqldoc.Fields(set) {
			if field.Alias == name {
				if name != "nodes" {
					p.field = field
				}
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
	p.typeName, p.isList, p.selection, p.members = typeName, list, set, membersOf(set)
	return nil
}

// membersOf returns the names of the members that a selection set becomes, see entityWriter.
func membersOf(set ast.SelectionSet) (names []string) {
	for _, field := range gqldoc.Fields(set) {
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
