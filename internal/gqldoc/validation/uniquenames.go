package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// The rules of this file replace those of gqlparser with the same names, which report only the
// last of the nodes with the same name, and some of which report the location of the node
// instead of its name. They can be removed when gqlparser reports the locations of all names.

// uniqueOperationNames ignores operations without a name. gqlparser reports two of them as two
// operations with the same name.
var uniqueOperationNames = core.Rule{
	Name: "UniqueOperationNames",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		known := map[string]*ast.Position{}
		events.OnOperation(func(_ *core.Walker, op *ast.OperationDefinition) {
			if op.Name == "" {
				return
			}
			if first, again := known[op.Name]; again {
				addError(core.Message(`There can be only one operation named "%s".`, docerror.Shorten(op.Name)), atToken(first, nameAt), atToken(op.Position, nameAt))
				return
			}
			known[op.Name] = op.Position
		})
	},
}

var uniqueFragmentNames = core.Rule{
	Name: "UniqueFragmentNames",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		known := map[string]*ast.Position{}
		events.OnFragment(func(_ *core.Walker, f *ast.FragmentDefinition) {
			if first, again := known[f.Name]; again {
				addError(core.Message(`There can be only one fragment named "%s".`, docerror.Shorten(f.Name)), atToken(first, nameAt), atToken(f.Position, nameAt))
				return
			}
			known[f.Name] = f.Position
		})
	},
}

var uniqueVariableNames = core.Rule{
	Name: "UniqueVariableNames",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		events.OnOperation(func(_ *core.Walker, op *ast.OperationDefinition) {
			for _, same := range duplicates(op.VariableDefinitions, func(v *ast.VariableDefinition) string { return v.Variable }) {
				addError(
					core.Message(`There can be only one variable named "$%s".`, docerror.Shorten(same[0].Variable)),
					atEach(same, func(v *ast.VariableDefinition) core.ErrorOption { return atToken(v.Position, nameAt) }),
				)
			}
		})
	},
}

var uniqueArgumentNames = core.Rule{
	Name: "UniqueArgumentNames",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		check := func(arguments ast.ArgumentList) {
			for _, same := range duplicates(arguments, func(a *ast.Argument) string { return a.Name }) {
				addError(
					core.Message(`There can be only one argument named "%s".`, docerror.Shorten(same[0].Name)),
					atEach(same, func(a *ast.Argument) core.ErrorOption { return core.At(a.Position) }),
				)
			}
		}
		events.OnField(func(_ *core.Walker, field *ast.Field) { check(field.Arguments) })
		events.OnDirective(func(_ *core.Walker, d *ast.Directive) { check(d.Arguments) })
	},
}

var uniqueInputFieldNames = core.Rule{
	Name: "UniqueInputFieldNames",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		events.OnValue(func(_ *core.Walker, v *ast.Value) {
			if v.Kind != ast.ObjectValue {
				return
			}
			for _, same := range duplicates(v.Children, func(c *ast.ChildValue) string { return c.Name }) {
				for _, again := range same[1:] {
					addError(core.Message(`There can be only one input field named "%s".`, docerror.Shorten(again.Name)), core.At(same[0].Position), core.At(again.Position))
				}
			}
		})
	},
}

// uniqueDirectivesPerLocation ignores unknown directives, which another rule reports.
var uniqueDirectivesPerLocation = core.Rule{
	Name: "UniqueDirectivesPerLocation",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		events.OnDirectiveList(func(_ *core.Walker, directives []*ast.Directive) {
			for _, same := range duplicates(directives, func(d *ast.Directive) string { return d.Name }) {
				if definition := same[0].Definition; definition == nil || definition.IsRepeatable {
					continue
				}
				for _, again := range same[1:] {
					addError(core.Message(`The directive "@%s" can only be used once at this location.`, again.Name), core.At(same[0].Position), core.At(again.Position))
				}
			}
		})
	},
}
