package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// fieldDefinitions corrects the definitions that gqlparser sets for fields. It reports
// nothing, and must be the first rule.
//
//   - The type of __typename becomes String!. In gqlparser it is String, which conflicts
//     with a String! field of the same response name.
//   - A field in the selection set of a scalar, or of a fragment on an input type, loses
//     its definition and its parent. gqlparser reports such fields in addition to the
//     selection set or the fragment.
//
// It can be removed when gqlparser has the right type, and does not report such fields.
var fieldDefinitions = core.Rule{
	Name: "FieldDefinitions",
	RuleFunc: func(events *core.Events, _ core.AddErrFunc) {
		events.OnField(func(_ *core.Walker, field *ast.Field) {
			switch {
			case field.ObjectDefinition == nil || !field.ObjectDefinition.IsCompositeType():
				field.ObjectDefinition, field.Definition = nil, nil
			case field.Name == "__typename":
				field.Definition.Type = typenameType
			}
		})
	},
}

var typenameType = ast.NonNullNamedType("String", nil)
