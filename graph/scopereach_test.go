package graph_test

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// TestNoWayRoundAScope checks each scope. If all root fields of a type require other scopes,
// the type must not be reachable through fields of other types.
func TestNoWayRoundAScope(t *testing.T) {
	schema := printedSchema(t)
	withheld := 0
	for s := auth.Scopes(1); s <= everyScope; s <<= 1 {
		granted, refused := map[string]bool{}, map[string]bool{}
		for _, field := range schema.Query.Fields {
			def := schema.Types[field.Type.Name()]
			if strings.HasPrefix(field.Name, "__") || def.Kind != ast.Object && !def.IsAbstractType() {
				continue
			}
			needs, _ := scopesOf(field)
			for _, possible := range schema.GetPossibleTypes(def) {
				if s.HasAny(needs) {
					granted[possible.Name] = true
				} else {
					refused[possible.Name] = true
				}
			}
		}
		reached := map[string]bool{}
		reach(schema, schema.Query, s, reached)
		reach(schema, schema.Mutation, s, reached)
		for name := range granted {
			if !reached[name] {
				t.Errorf("%s grants a root field of the type %s, but does not lead to it", s, name)
			}
		}
		for name := range refused {
			if !granted[name] {
				withheld++
			}
			if !granted[name] && reached[name] {
				t.Errorf("%s alone leads to the type %s, whose root field requires another scope", s, name)
			}
		}
	}
	if withheld == 0 {
		t.Error("every scope grants every type")
	}
}

// reach adds the types that can be reached from a type with a scope.
func reach(schema *ast.Schema, from *ast.Definition, s auth.Scopes, reached map[string]bool) {
	for _, field := range from.Fields {
		needs, guarded := scopesOf(field)
		if strings.HasPrefix(field.Name, "__") || guarded && !s.HasAny(needs) {
			continue
		}
		for _, possible := range schema.GetPossibleTypes(schema.Types[field.Type.Name()]) {
			if !reached[possible.Name] {
				reached[possible.Name] = true
				reach(schema, possible, s, reached)
			}
		}
	}
}
