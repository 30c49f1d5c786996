package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// noUndefinedVariables replaces gqlparser's rule, which does not report the location of the
// operation. It can be removed when gqlparser does.
var noUndefinedVariables = core.Rule{
	Name: "NoUndefinedVariables",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		events.OnValue(func(walker *core.Walker, v *ast.Value) {
			op := walker.CurrentOperation
			if op == nil || v.Kind != ast.Variable || v.VariableDefinition != nil {
				return
			}
			message := core.Message(`Variable "$%s" is not defined.`, docerror.Shorten(v.Raw))
			if op.Name != "" {
				message = core.Message(`Variable "$%s" is not defined by operation "%s".`, docerror.Shorten(v.Raw), docerror.Shorten(op.Name))
			}
			addError(message, core.At(v.Position), core.At(op.Position))
		})
	},
}

// noUnusedVariables replaces gqlparser's rule, which reports the second of two variables with
// the same name even if the name is used. It can be removed when gqlparser does not.
var noUnusedVariables = core.Rule{
	Name: "NoUnusedVariables",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		events.OnOperation(func(_ *core.Walker, op *ast.OperationDefinition) {
			for _, v := range op.VariableDefinitions {
				if v.Used || op.VariableDefinitions.ForName(v.Variable).Used {
					continue
				}
				message := core.Message(`Variable "$%s" is never used.`, docerror.Shorten(v.Variable))
				if op.Name != "" {
					message = core.Message(`Variable "$%s" is never used in operation "%s".`, docerror.Shorten(v.Variable), docerror.Shorten(op.Name))
				}
				addError(message, core.At(v.Position))
			}
		})
	},
}
