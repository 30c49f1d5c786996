package openapi

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// schemeName is the name of the security scheme.
const schemeName = "accessToken"

// permissions returns the sets of permissions that are sufficient for all fields of the
// operations, without those that contain another one.
func permissions(definitions []*ast.OperationDefinition) [][]string {
	sufficient := [][]string{{}}
	for _, definition := range definitions {
		eachField(definition.SelectionSet, func(f *ast.Field) {
			if scope := f.Definition.Directives.ForName("scope"); scope != nil {
				names := scope.Arguments.ForName("anyOf").Value.Children
				anyOf := make([]string, 0, len(names))
				for _, name := range names {
					anyOf = append(anyOf, name.Value.Raw)
				}
				sufficient = both(sufficient, anyOf)
			}
		})
	}
	return sufficient
}

// both returns the smallest sets that contain one of the sets, and one of the permissions.
func both(sets [][]string, anyOf []string) (all [][]string) {
	for _, set := range sets {
		if slices.ContainsFunc(anyOf, func(name string) bool { return slices.Contains(set, name) }) {
			all = append(all, set)
			continue
		}
		for _, name := range anyOf {
			all = append(all, slices.Sorted(slices.Values(append(slices.Clone(set), name))))
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(set []string) bool {
		return slices.ContainsFunc(all, func(other []string) bool { return len(other) < len(set) && containsAll(set, other) })
	})
}

func containsAll(set, subset []string) bool {
	return !slices.ContainsFunc(subset, func(name string) bool { return !slices.Contains(set, name) })
}

// security returns the security requirements of operations. In development mode, no token is
// needed.
func (b *builder) security(definitions []*ast.OperationDefinition) (alternatives []map[string][]string) {
	if !b.options.Authentication {
		alternatives = append(alternatives, map[string][]string{})
	}
	for _, set := range permissions(definitions) {
		alternatives = append(alternatives, map[string][]string{schemeName: set})
	}
	return alternatives
}
