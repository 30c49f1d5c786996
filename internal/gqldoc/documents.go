package gqldoc

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/internal/gqldoc/validation"
	"github.com/itemactivity/itemactivity/models"
)

// Documents parses, guards and validates what clients ask, and remembers the
// valid documents.
type Documents struct {
	schema    *ast.Schema
	validator *validation.Validator
	limits    Limits
	// introspection says whether documents may ask for the schema, and errors may
	// suggest parts of it.
	introspection bool
	cache         *documentCache
}

// NewDocuments returns an empty set of documents of a schema. Without introspection it
// refuses documents that ask for the schema.
func NewDocuments(schema *ast.Schema, limits Limits, introspection bool) *Documents {
	return &Documents{schema: schema, validator: validation.New(schema, introspection), limits: limits, introspection: introspection, cache: newDocumentCache()}
}

// Schema returns the schema of the documents.
func (d *Documents) Schema() *ast.Schema { return d.schema }

// Get returns the valid document of a text.
func (d *Documents) Get(text string) (*Document, gqlerror.List) {
	if doc, ok := d.cache.get(text); ok {
		return doc, nil
	}
	parsed, err := syntax.Parse(text, d.limits.Tokens)
	if err == nil {
		err = d.limits.guard(parsed)
	}
	if err == nil && !d.introspection {
		err = refuseIntrospection(parsed)
	}
	if err != nil {
		return nil, gqlerror.List{gqlerror.WrapIfUnwrapped(err)}
	}
	if errs := d.validator.Validate(parsed); len(errs) > 0 {
		return nil, errs
	}
	doc := newDocument(parsed)
	d.cache.add(text, doc)
	return doc, nil
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
