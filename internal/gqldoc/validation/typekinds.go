package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// The rules of this file check the kinds of types. They replace those of gqlparser with
// the same names, which report the location of the whole node instead of that of the type
// or the selection set. They can be removed when gqlparser reports these locations.

var fragmentsOnCompositeTypes = core.Rule{
	Name: "FragmentsOnCompositeTypes",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		events.OnInlineFragment(func(walker *core.Walker, f *ast.InlineFragment) {
			if t := walker.Schema.Types[f.TypeCondition]; t != nil && !t.IsCompositeType() {
				addError(core.Message(`Fragment cannot condition on non composite type "%s".`, t.Name), atToken(f.Position, inlineTypeAt))
			}
		})
		events.OnFragment(func(_ *core.Walker, f *ast.FragmentDefinition) {
			if t := f.Definition; t != nil && !t.IsCompositeType() {
				addError(core.Message(`Fragment "%s" cannot condition on non composite type "%s".`, docerror.Shorten(f.Name), t.Name), atToken(f.Position, fragmentTypeAt))
			}
		})
	},
}

var variablesAreInputTypes = core.Rule{
	Name: "VariablesAreInputTypes",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		events.OnVariable(func(_ *core.Walker, v *ast.VariableDefinition) {
			if v.Definition != nil && !v.Definition.IsInputType() {
				addError(core.Message(`Variable "$%s" cannot be non-input type "%s".`, docerror.Shorten(v.Variable), v.Type), core.At(v.Type.Position))
			}
		})
	},
}

// scalarLeafs suggests a selection set only if suggestions are allowed.
func scalarLeafs(suggestions bool) core.Rule {
	return core.Rule{
		Name: "ScalarLeafs",
		RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
			events.OnField(func(walker *core.Walker, field *ast.Field) {
				if field.Definition == nil {
					return
				}
				t := field.Definition.Type
				leaf := walker.Schema.Types[t.Name()].IsLeafType()
				switch {
				case leaf && len(field.SelectionSet) > 0:
					addError(core.Message(`Field "%s" must not have a selection since type "%s" has no subfields.`, field.Name, t), atSelectionSet(field))
				case !leaf && len(field.SelectionSet) == 0:
					options := []core.ErrorOption{core.Message(`Field "%s" of type "%s" must have a selection of subfields.`, field.Name, t), core.At(field.Position)}
					if suggestions {
						options = append(options, core.Suggestf(`"%s { ... }"`, field.Name))
					}
					addError(options...)
				}
			})
		},
	}
}
