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
	var c collector
	var events core.Events
	for _, rule := range s.rules[suggestions] {
		rule.RuleFunc(&events, c.of(rule.Name))
	}
	core.Walk(s.Schema, doc, &events)
	if len(c.errs) == 0 {
		s.settle(doc)
	}
	return c.errs
}

// newRules returns the validation rules, in the order of graphql-js. A rule keeps its
// state per document.
func (s Schema) newRules(suggestions bool) []core.Rule {
	fieldsOnCorrectType := rules.FieldsOnCorrectTypeRuleWithoutSuggestions
	if suggestions {
		fieldsOnCorrectType = rules.FieldsOnCorrectTypeRule
	}
	return []core.Rule{
		fieldDefinitions,
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
		overlappingFieldsCanBeMerged,
		uniqueInputFieldNames,
		rules.MaxIntrospectionDepth,
	}
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

// of returns the function that adds the errors of a rule.
func (c *collector) of(rule string) core.AddErrFunc {
	return func(options ...core.ErrorOption) { c.add(rule, options) }
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
		if c.seen == nil {
			c.seen = map[errorKey]bool{}
		}
		c.seen[key] = true
		c.errs = append(c.errs, err)
	}
}
