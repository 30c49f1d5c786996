package validation

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// maxCycle is the maximum number of spreads of a cycle that an error reports.
const maxCycle = 20

// noFragmentCycles replaces gqlparser's rule, which reports only the last spread of a
// cycle. It can be removed when gqlparser reports all of them.
var noFragmentCycles = core.Rule{
	Name: "NoFragmentCycles",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		var f *cycleFinder
		events.OnFragment(func(_ *core.Walker, fragment *ast.FragmentDefinition) {
			if f == nil {
				f = &cycleFinder{addError: addError, visited: map[string]bool{}, entered: map[string]int{}}
			}
			f.fragment(fragment)
		})
	},
}

// cycleFinder visits each fragment once, depth first.
type cycleFinder struct {
	addError core.AddErrFunc
	visited  map[string]bool
	// path has the spreads that lead to the current fragment. For each fragment on the path,
	// entered has the number of spreads before it.
	path    []*ast.FragmentSpread
	entered map[string]int
}

func (f *cycleFinder) fragment(fragment *ast.FragmentDefinition) {
	if f.visited[fragment.Name] {
		return
	}
	f.visited[fragment.Name] = true
	f.entered[fragment.Name] = len(f.path)
	for _, spread := range spreadsOf(fragment.SelectionSet) {
		f.path = append(f.path, spread)
		if start, again := f.entered[spread.Name]; again {
			f.report(f.path[start:])
		} else if spread.Definition != nil {
			f.fragment(spread.Definition)
		}
		f.path = f.path[:len(f.path)-1]
	}
	delete(f.entered, fragment.Name)
}

// spreadsOf returns the spreads in a selection set, including those inside its fields, in the
// order of graphql-js. The order decides which spread closes a cycle.
func spreadsOf(set ast.SelectionSet) []*ast.FragmentSpread {
	var spreads []*ast.FragmentSpread
	for sets := []ast.SelectionSet{set}; len(sets) > 0; {
		last := len(sets) - 1
		set, sets = sets[last], sets[:last]
		for _, selection := range set {
			switch selection := selection.(type) {
			case *ast.Field:
				if len(selection.SelectionSet) > 0 {
					sets = append(sets, selection.SelectionSet)
				}
			case *ast.InlineFragment:
				sets = append(sets, selection.SelectionSet)
			case *ast.FragmentSpread:
				spreads = append(spreads, selection)
			}
		}
	}
	return spreads
}

func (f *cycleFinder) report(cycle []*ast.FragmentSpread) {
	last := cycle[len(cycle)-1]
	shown := cycle[:min(len(cycle), maxCycle)]
	via := ""
	if len(cycle) > 1 {
		names := make([]string, 0, len(shown))
		for _, spread := range shown[:len(shown)-1] {
			names = append(names, `"`+docerror.Shorten(spread.Name)+`"`)
		}
		via = " via " + strings.Join(names, ", ")
	}
	f.addError(
		core.Message(`Cannot spread fragment "%s" within itself%s.`, docerror.Shorten(last.Name), via),
		atEach(shown, func(spread *ast.FragmentSpread) core.ErrorOption { return core.At(spread.Position) }),
	)
}
