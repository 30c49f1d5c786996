package graph

import (
	"errors"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/itemactivity/itemactivity/models"
)

// documents parses, guards and validates what clients ask, and remembers the
// valid documents.
type documents struct {
	schema *ast.Schema
	limits Limits
	// introspection says whether documents may ask for the schema, and errors may
	// suggest parts of it.
	introspection bool
	cache         *documentCache
}

// get returns the valid document of a text.
func (d *documents) get(text string) (*document, gqlerror.List) {
	if doc, ok := d.cache.get(text); ok {
		return doc, nil
	}
	parsed, err := d.parse(text)
	if err == nil {
		err = d.limits.guard(parsed)
	}
	if err == nil {
		err = refuseDefer(parsed)
	}
	if err == nil && !d.introspection {
		err = refuseIntrospection(parsed)
	}
	if err != nil {
		return nil, gqlerror.List{gqlerror.Wrap(err)}
	}
	if errs := validator.ValidateWithRules(d.schema, parsed, d.rules()); len(errs) > 0 {
		return nil, errs
	}
	doc := newDocument(parsed)
	d.cache.add(text, doc)
	return doc, nil
}

func (d *documents) parse(text string) (*ast.QueryDocument, error) {
	if escapesHalfCharacter(text) {
		return nil, models.Invalid("", `The document escapes half a character, one of \uD800 to \uDFFF. Write the character itself, or send it in a variable.`)
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, d.limits.Tokens)
	if err != nil {
		return nil, d.parseError(err)
	}
	if len(doc.Operations) == 0 {
		return nil, models.Invalid("", "The document has no operation.")
	}
	return doc, nil
}

func (d *documents) parseError(err error) error {
	e, ok := errors.AsType[*gqlerror.Error](err)
	switch {
	case !ok:
		return err
	case e.Message == fmt.Sprintf("exceeded token limit of %d", d.limits.Tokens):
		return tooComplex(d.limits.Tokens+1, d.limits.Tokens, "The document has more than %d tokens.", d.limits.Tokens)
	}
	return &gqlerror.Error{
		Err:       models.Invalid("", "The document is not GraphQL: %s.", e.Message),
		Locations: e.Locations,
	}
}

// rules are those of the specification. A suggestion shows a part of the
// schema, and so goes with introspection.
func (d *documents) rules() *rules.Rules {
	r := rules.NewDefaultRules()
	if !d.introspection {
		r.ReplaceRule(rules.FieldsOnCorrectTypeRule.Name, rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
		r.ReplaceRule(rules.ScalarLeafsRule.Name, rules.ScalarLeafsRuleWithoutSuggestions.RuleFunc)
		r.ReplaceRule(rules.KnownArgumentNamesRule.Name, rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc)
		r.ReplaceRule(rules.KnownTypeNamesRule.Name, rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc)
		r.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc)
	}
	return r
}

// refuseIntrospection refuses a document that asks for the schema. __typename is no
// part of that: clients need it to tell the objects of an answer apart.
func refuseIntrospection(doc *ast.QueryDocument) error {
	asks := false
	for _, op := range doc.Operations {
		asks = asks || introspects(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		asks = asks || introspects(f.SelectionSet)
	}
	if asks {
		return models.Invalid("", "This server does not show its schema: ask its operator for it.")
	}
	return nil
}

func introspects(set ast.SelectionSet) bool {
	return slices.ContainsFunc(set, func(s ast.Selection) bool {
		switch s := s.(type) {
		case *ast.Field:
			return s.Name == "__schema" || s.Name == "__type" || introspects(s.SelectionSet)
		case *ast.InlineFragment:
			return introspects(s.SelectionSet)
		}
		return false
	})
}

// refuseDefer refuses a directive that gqlgen declares for every schema: the
// deferred part would never be sent.
func refuseDefer(doc *ast.QueryDocument) error {
	deferred := false
	for _, op := range doc.Operations {
		deferred = deferred || defers(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		deferred = deferred || defers(f.SelectionSet)
	}
	if deferred {
		return models.Invalid("", "@defer is not supported: an answer is sent as a whole.")
	}
	return nil
}

func defers(set ast.SelectionSet) bool {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if defers(s.SelectionSet) {
				return true
			}
		case *ast.InlineFragment:
			if s.Directives.ForName("defer") != nil || defers(s.SelectionSet) {
				return true
			}
		case *ast.FragmentSpread:
			if s.Directives.ForName("defer") != nil {
				return true
			}
		}
	}
	return false
}
