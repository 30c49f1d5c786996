// Package validation checks GraphQL documents against the validation rules of the
// specification.
package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Validator checks documents against one schema.
type Validator struct {
	schema *ast.Schema
	rules  []core.Rule
}

// New returns a validator. With suggestions, messages such as "Did you mean" contain names of
// the schema.
func New(schema *ast.Schema, suggestions bool) *Validator {
	return &Validator{schema, newRules(schema, suggestions)}
}

// Validate checks a document against the validation rules of the specification, and sets the
// definitions in its tree. If it returns no errors, gqlgen can execute the document.
func (v *Validator) Validate(doc *ast.QueryDocument) gqlerror.List {
	var c errorCollector
	var events core.Events
	for _, rule := range v.rules {
		rule.RuleFunc(&events, c.of(rule.Name))
	}
	core.Walk(v.schema, doc, &events)
	if len(c.errs) == 0 {
		rewriteLiterals(v.schema, doc)
	}
	return c.errs
}

// newRules returns the validation rules, in the order of graphql-js. The rules keep no state
// between documents.
func newRules(schema *ast.Schema, suggestions bool) []core.Rule {
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
		fieldsOnCorrectType(schema, suggestions),
		uniqueFragmentNames,
		knownFragmentNames,
		noUnusedFragments,
		possibleFragmentSpreads,
		noFragmentCycles,
		uniqueVariableNames,
		noUndefinedVariables,
		noUnusedVariables,
		knownDirectives,
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
