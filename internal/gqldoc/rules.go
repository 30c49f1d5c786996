package gqldoc

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// maxErrors bounds the errors that one document or one set of variables gets.
const maxErrors = 100

// Validate checks a document by the rules of the specification, and says what each
// part of it is in the schema. Suggestions show parts of the schema in messages.
// Without errors the document is ready to be executed by gqlgen.
func (s Schema) Validate(doc *ast.QueryDocument, suggestions bool) gqlerror.List {
	c := collector{said: map[statement]bool{}}
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

// rules are those of the specification, in the order of graphql-js.
func (s Schema) rules(suggestions bool) []core.Rule {
	pick := func(with, without core.Rule) core.Rule {
		if suggestions {
			return with
		}
		return without
	}
	return []core.Rule{
		typenameIsNotNull,
		rules.UniqueOperationNamesRule,
		rules.LoneAnonymousOperationRule,
		rules.KnownRootTypeRule,
		rules.SingleFieldSubscriptionsRule,
		pick(rules.KnownTypeNamesRule, rules.KnownTypeNamesRuleWithoutSuggestions),
		rules.FragmentsOnCompositeTypesRule,
		rules.VariablesAreInputTypesRule,
		pick(rules.ScalarLeafsRule, rules.ScalarLeafsRuleWithoutSuggestions),
		pick(rules.FieldsOnCorrectTypeRule, rules.FieldsOnCorrectTypeRuleWithoutSuggestions),
		rules.UniqueFragmentNamesRule,
		rules.KnownFragmentNamesRule,
		rules.NoUnusedFragmentsRule,
		rules.PossibleFragmentSpreadsRule,
		rules.NoFragmentCyclesRule,
		rules.UniqueVariableNamesRule,
		rules.NoUndefinedVariablesRule,
		rules.NoUnusedVariablesRule,
		rules.KnownDirectivesRule,
		rules.UniqueDirectivesPerLocationRule,
		pick(rules.KnownArgumentNamesRule, rules.KnownArgumentNamesRuleWithoutSuggestions),
		rules.UniqueArgumentNamesRule,
		s.literalsRule(suggestions),
		rules.ProvidedRequiredArgumentsRule,
		rules.VariablesInAllowedPositionRule,
		rules.OverlappingFieldsCanBeMergedRule,
		rules.UniqueInputFieldNamesRule,
		rules.MaxIntrospectionDepth,
	}
}

// typenameIsNotNull says that __typename is a String!, as the specification has it.
// For gqlparser it is a String, so that it conflicts with a String! of the same name
// in the answer of another type. It can go when gqlparser's has the right type.
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

// collector keeps the errors of a document. gqlparser goes through a fragment once
// by itself and once for each operation that spreads it, and says all again.
type collector struct {
	errs gqlerror.List
	said map[statement]bool
}

// statement is what an error says of which place.
type statement struct {
	message string
	place   gqlerror.Location
}

func (c *collector) add(rule string, options []core.ErrorOption) {
	if len(c.errs) == maxErrors {
		return
	}
	err := &gqlerror.Error{Rule: rule}
	for _, option := range options {
		option(err)
	}
	key := statement{message: err.Message}
	if len(err.Locations) > 0 {
		key.place = err.Locations[0]
	}
	if !c.said[key] {
		c.said[key] = true
		c.errs = append(c.errs, err)
	}
}
