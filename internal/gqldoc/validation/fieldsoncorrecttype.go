package validation

import (
	"cmp"
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// fieldsOnCorrectType reports unknown fields.
//
// It replaces gqlparser's rule, which:
//   - quotes names of any length;
//   - searches for similar names once per operation that reaches the field, in a time that
//     grows with the length of the name;
//   - suggests an interface twice.
//
// It can be removed when all of these are fixed.
func fieldsOnCorrectType(schema *ast.Schema, suggestions bool) core.Rule {
	return core.Rule{
		Name: "FieldsOnCorrectType",
		RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
			known := reported{}
			events.OnField(func(_ *core.Walker, field *ast.Field) {
				parent := field.ObjectDefinition
				if parent == nil || field.Definition != nil || !known.first(field.Position) {
					return
				}
				addError(
					core.Message(`Cannot query field "%s" on type "%s".`, docerror.Shorten(field.Name), parent.Name),
					similarFields(schema, suggestions, parent, field.Name),
					core.At(field.Position),
				)
			})
		},
	}
}

// similarFields appends suggestions to the message. If the parent is an interface or a union,
// and some of its types have the field, it suggests these types. Otherwise it suggests fields
// of the parent with similar names.
func similarFields(schema *ast.Schema, suggestions bool, parent *ast.Definition, name string) core.ErrorOption {
	return func(err *gqlerror.Error) {
		if !suggestions {
			return
		}
		if types := typesWithField(schema, parent, name); len(types) > 0 {
			core.Suggestf("to use an inline fragment on %s", core.QuotedOrList(types...))(err)
			return
		}
		didYouMean(suggestions, name, func() []string { return fieldNames(parent) })(err)
	}
}

// typesWithField returns the object types of an interface or a union that have a field, and
// those of their interfaces that have it. They are in the order of graphql-js: the most
// frequent first, and interfaces before the types that implement them.
func typesWithField(schema *ast.Schema, parent *ast.Definition, name string) []string {
	if !parent.IsAbstractType() {
		return nil
	}
	uses := map[string]int{}
	for _, t := range schema.GetPossibleTypes(parent) {
		if t.Kind != ast.Object || t.Fields.ForName(name) == nil {
			continue
		}
		uses[t.Name]++
		for _, i := range t.Interfaces {
			if schema.Types[i].Fields.ForName(name) != nil {
				uses[i]++
			}
		}
	}
	return slices.SortedFunc(maps.Keys(uses), func(a, b string) int {
		switch {
		case uses[a] != uses[b]:
			return cmp.Compare(uses[b], uses[a])
		case slices.Contains(schema.Types[b].Interfaces, a):
			return -1
		case slices.Contains(schema.Types[a].Interfaces, b):
			return 1
		}
		return cmp.Compare(a, b)
	})
}
