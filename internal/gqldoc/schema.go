package gqldoc

import (
	"maps"

	"github.com/vektah/gqlparser/v2/ast"
)

// NewSchema returns a copy of the schema without two things that gqlparser adds to
// every schema: the directive @defer, which this server does not support, and the
// built-in scalars that no field or argument uses.
//
// It can be removed when gqlparser makes @defer optional and omits unused scalars, as
// the specification requires.
func NewSchema(schema *ast.Schema) *ast.Schema {
	mended := *schema
	mended.Directives = maps.Clone(schema.Directives)
	delete(mended.Directives, "defer")
	mended.Types = maps.Clone(schema.Types)
	used := usedTypes(&mended)
	maps.DeleteFunc(mended.Types, func(name string, d *ast.Definition) bool {
		return d.BuiltIn && d.Kind == ast.Scalar && !used[name]
	})
	return &mended
}

// usedTypes returns the names of the types of all fields and arguments.
func usedTypes(schema *ast.Schema) map[string]bool {
	used := map[string]bool{}
	note := func(arguments ast.ArgumentDefinitionList) {
		for _, a := range arguments {
			used[a.Type.Name()] = true
		}
	}
	for _, definition := range schema.Types {
		for _, field := range definition.Fields {
			used[field.Type.Name()] = true
			note(field.Arguments)
		}
	}
	for _, directive := range schema.Directives {
		note(directive.Arguments)
	}
	return used
}
