package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// noUnusedFragments replaces gqlparser's rule, which does not report a fragment that only an
// unused fragment spreads. It can be removed when gqlparser reports such fragments.
var noUnusedFragments = core.Rule{
	Name: "NoUnusedFragments",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		used := map[string]bool{}
		events.OnFragmentSpread(func(walker *core.Walker, spread *ast.FragmentSpread) {
			if walker.CurrentOperation != nil {
				used[spread.Name] = true
			}
		})
		events.OnFragment(func(_ *core.Walker, f *ast.FragmentDefinition) {
			if !used[f.Name] {
				addError(core.Message(`Fragment "%s" is never used.`, docerror.Shorten(f.Name)), core.At(f.Position))
			}
		})
	},
}
