package graph

import (
	"errors"
	"fmt"

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
	schema      *ast.Schema
	limits      Limits
	suggestions bool
	cache       *documentCache
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
	if !d.suggestions {
		r.ReplaceRule(rules.FieldsOnCorrectTypeRule.Name, rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
		r.ReplaceRule(rules.ScalarLeafsRule.Name, rules.ScalarLeafsRuleWithoutSuggestions.RuleFunc)
	}
	return r
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
