package gqldoc

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// maxErrors is how many errors are reported for one document or one set of variables.
const maxErrors = 100

// Validate checks a document against the validation rules of the specification, and
// sets the definitions in its tree. Without errors the document can be executed by
// gqlgen. Suggestions ("Did you mean") show parts of the schema in messages.
func (s Schema) Validate(doc *ast.QueryDocument, suggestions bool) gqlerror.List {
	c := collector{seen: map[errorKey]bool{}}
	var events core.Events
	for _, rule := range s.rules(suggestions) {
		rule.RuleFunc(&events, func(options ...core.ErrorOption) { c.add(rule.Name, options) })
	}
	core.Walk(s.Schema, doc, &events)
	if len(c.errs) == 0 {
		s.settle(doc)
	}
	return c.errs
}

// rules returns the validation rules, in the order of graphql-js.
func (s Schema) rules(suggestions bool) []core.Rule {
	fieldsOnCorrectType := rules.FieldsOnCorrectTypeRuleWithoutSuggestions
	if suggestions {
		fieldsOnCorrectType = rules.FieldsOnCorrectTypeRule
	}
	return []core.Rule{
		fieldsOfCompositeTypes,
		typenameIsNotNull,
		uniqueOperationNames,
		rules.LoneAnonymousOperationRule,
		rules.KnownRootTypeRule,
		rules.SingleFieldSubscriptionsRule,
		s.knownTypeNames(suggestions),
		fragmentsOnCompositeTypes,
		variablesAreInputTypes,
		scalarLeafs(suggestions),
		fieldsOnCorrectType,
		uniqueFragmentNames,
		knownFragmentNames,
		noUnusedFragments,
		rules.PossibleFragmentSpreadsRule,
		noFragmentCycles,
		uniqueVariableNames,
		noUndefinedVariables,
		noUnusedVariables,
		rules.KnownDirectivesRule,
		uniqueDirectivesPerLocation,
		knownArgumentNames(suggestions),
		uniqueArgumentNames,
		s.literalsRule(suggestions),
		rules.ProvidedRequiredArgumentsRule,
		s.variablesInAllowedPosition(),
		rules.OverlappingFieldsCanBeMergedRule,
		uniqueInputFieldNames,
		rules.MaxIntrospectionDepth,
	}
}

// typenameIsNotNull sets the type of __typename to String!. In gqlparser it is String,
// which conflicts with a String! field of the same response name. It can be removed
// when gqlparser has the right type.
var typenameIsNotNull = core.Rule{
	Name: "TypenameIsNotNull",
	RuleFunc: func(events *core.Events, _ core.AddErrFunc) {
		events.OnField(func(_ *core.Walker, field *ast.Field) {
			if field.Name == "__typename" && field.Definition != nil {
				field.Definition.Type = ast.NonNullNamedType("String", nil)
			}
		})
	},
}

// collector keeps the distinct errors of a document. gqlparser visits a fragment once by
// itself and once per operation, and repeats its errors.
type collector struct {
	errs gqlerror.List
	seen map[errorKey]bool
}

// errorKey identifies an error.
type errorKey struct {
	message string
	places  string
}

func (c *collector) add(rule string, options []core.ErrorOption) {
	if len(c.errs) == maxErrors {
		return
	}
	err := &gqlerror.Error{Rule: rule}
	for _, option := range options {
		option(err)
	}
	key := errorKey{err.Message, fmt.Sprint(err.Locations)}
	if !c.seen[key] {
		c.seen[key] = true
		c.errs = append(c.errs, err)
	}
}
