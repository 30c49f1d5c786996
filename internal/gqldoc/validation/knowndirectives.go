package validation

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// The rules of this file replace those of gqlparser with the same names, which quote
// names of any length. They can be removed when gqlparser shortens them.

var knownDirectives = core.Rule{
	Name: "KnownDirectives",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		events.OnDirective(func(_ *core.Walker, d *ast.Directive) {
			switch {
			case d.Definition == nil:
				addError(core.Message(`Unknown directive "@%s".`, docerror.Shorten(d.Name)), core.At(d.Position))
			case !slices.Contains(d.Definition.Locations, d.Location):
				addError(core.Message(`Directive "@%s" may not be used on %s.`, d.Name, d.Location), core.At(d.Position))
			}
		})
	},
}

var possibleFragmentSpreads = core.Rule{
	Name: "PossibleFragmentSpreads",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		events.OnInlineFragment(func(walker *core.Walker, f *ast.InlineFragment) {
			if condition := walker.Schema.Types[f.TypeCondition]; disjoint(walker.Schema, f.ObjectDefinition, condition) {
				addError(
					core.Message(`Fragment cannot be spread here as objects of type "%s" can never be of type "%s".`, f.ObjectDefinition.Name, condition.Name),
					core.At(f.Position),
				)
			}
		})
		events.OnFragmentSpread(func(walker *core.Walker, spread *ast.FragmentSpread) {
			if spread.Definition == nil {
				return
			}
			if condition := walker.Schema.Types[spread.Definition.TypeCondition]; disjoint(walker.Schema, spread.ObjectDefinition, condition) {
				addError(
					core.Message(`Fragment "%s" cannot be spread here as objects of type "%s" can never be of type "%s".`,
						docerror.Shorten(spread.Name), spread.ObjectDefinition.Name, condition.Name),
					core.At(spread.Position),
				)
			}
		})
	},
}

// disjoint returns whether no object is of both types. It is false if one of them is
// unknown or has no selections, which other rules report.
func disjoint(schema *ast.Schema, one, other *ast.Definition) bool {
	if one == nil || other == nil || !one.IsCompositeType() || !other.IsCompositeType() {
		return false
	}
	others := schema.GetPossibleTypes(other)
	return !slices.ContainsFunc(schema.GetPossibleTypes(one), func(t *ast.Definition) bool { return slices.Contains(others, t) })
}
