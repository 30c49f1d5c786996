package validation

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// The rules of this file replace those of gqlparser with the same names, which report
// the location of the whole node instead of that of the wrong name. They can be removed
// when gqlparser reports the locations of the names.

// knownTypeNames also suggests names for the types of variables and inline fragments,
// which gqlparser does not.
func knownTypeNames(schema *ast.Schema, suggestions bool) core.Rule {
	return core.Rule{
		Name: "KnownTypeNames",
		RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
			unknown := func(name string) bool { return name != "" && schema.Types[name] == nil }
			known := reported{}
			report := func(node *ast.Position, name string, location core.ErrorOption) {
				if !known.first(node) {
					return
				}
				names := func() []string { return slices.Sorted(maps.Keys(schema.Types)) }
				addError(core.Message(`Unknown type "%s".`, docerror.Shorten(name)), didYouMean(suggestions, name, names), location)
			}
			events.OnVariable(func(_ *core.Walker, v *ast.VariableDefinition) {
				if name := v.Type.Name(); unknown(name) {
					report(v.Position, name, atName(v.Type))
				}
			})
			events.OnInlineFragment(func(_ *core.Walker, f *ast.InlineFragment) {
				if unknown(f.TypeCondition) {
					report(f.Position, f.TypeCondition, atToken(f.Position, inlineTypeAt))
				}
			})
			events.OnFragment(func(_ *core.Walker, f *ast.FragmentDefinition) {
				if unknown(f.TypeCondition) {
					report(f.Position, f.TypeCondition, atToken(f.Position, fragmentTypeAt))
				}
			})
		},
	}
}

var knownFragmentNames = core.Rule{
	Name: "KnownFragmentNames",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		events.OnFragmentSpread(func(_ *core.Walker, spread *ast.FragmentSpread) {
			if spread.Definition == nil {
				addError(core.Message(`Unknown fragment "%s".`, docerror.Shorten(spread.Name)), atToken(spread.Position, nameAt))
			}
		})
	},
}

func knownArgumentNames(suggestions bool) core.Rule {
	return core.Rule{
		Name: "KnownArgumentNames",
		RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
			known := reported{}
			report := func(a *ast.Argument, definitions ast.ArgumentDefinitionList, owner string) {
				if !known.first(a.Position) {
					return
				}
				names := func() []string { return argumentNames(definitions) }
				addError(core.Message(`Unknown argument "%s" on %s.`, docerror.Shorten(a.Name), owner), didYouMean(suggestions, a.Name, names), core.At(a.Position))
			}
			events.OnField(func(_ *core.Walker, field *ast.Field) {
				for _, a := range field.Arguments {
					if d := field.Definition; d != nil && d.Arguments.ForName(a.Name) == nil {
						report(a, d.Arguments, `field "`+field.ObjectDefinition.Name+"."+field.Name+`"`)
					}
				}
			})
			events.OnDirective(func(_ *core.Walker, directive *ast.Directive) {
				for _, a := range directive.Arguments {
					if d := directive.Definition; d != nil && d.Arguments.ForName(a.Name) == nil {
						report(a, d.Arguments, `directive "@`+directive.Name+`"`)
					}
				}
			})
		},
	}
}

func argumentNames(definitions ast.ArgumentDefinitionList) []string {
	names := make([]string, len(definitions))
	for i, definition := range definitions {
		names[i] = definition.Name
	}
	return names
}
