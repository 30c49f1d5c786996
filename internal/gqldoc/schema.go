package gqldoc

import (
	"maps"

	"github.com/vektah/gqlparser/v2/ast"
)

// Schema is what documents and variables are checked against.
type Schema struct{ *ast.Schema }

// NewSchema returns the schema without what gqlparser puts into every schema and
// this server does not have: the directive @defer, which no answer follows, and the
// built-in scalars that nothing is of. It can be the schema itself when gqlparser
// declares @defer only where it is asked to, and leaves out unused scalars as the
// specification says.
func NewSchema(schema *ast.Schema) Schema {
	mended := *schema
	mended.Directives = maps.Clone(schema.Directives)
	delete(mended.Directives, "defer")
	mended.Types = maps.Clone(schema.Types)
	used := usedTypes(&mended)
	maps.DeleteFunc(mended.Types, func(name string, d *ast.Definition) bool {
		return d.BuiltIn && d.Kind == ast.Scalar && !used[name]
	})
	return Schema{&mended}
}

// usedTypes are the names of the types of all fields and arguments.
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
