// Package validation checks GraphQL documents against the validation rules of the
// specification.
package validation

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// Validator checks documents against one schema.
type Validator struct {
	schema *ast.Schema
	rules  []core.Rule
}

// New returns a validator. Suggestions ("Did you mean") show parts of the schema in
// messages.
func New(schema *ast.Schema, suggestions bool) *Validator {
	return &Validator{schema, newRules(schema, suggestions)}
}

// Validate checks a document against the validation rules of the specification, and
// sets the definitions in its tree. Without errors the document can be executed by
// gqlgen.
func (v *Validator) Validate(doc *ast.QueryDocument) gqlerror.List {
	var c collector
	var events core.Events
	for _, rule := range v.rules {
		rule.RuleFunc(&events, c.of(rule.Name))
	}
	core.Walk(v.schema, doc, &events)
	if len(c.errs) == 0 {
		settle(v.schema, doc)
	}
	return c.errs
}

// newRules returns the validation rules, in the order of graphql-js. A rule keeps its
// state per document.
func newRules(schema *ast.Schema, suggestions bool) []core.Rule {
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
		knownTypeNames(schema, suggestions),
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
		literalsRule(schema, suggestions),
		rules.ProvidedRequiredArgumentsRule,
		variablesInAllowedPosition(schema),
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
	if len(c.errs) == docerror.Max {
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
