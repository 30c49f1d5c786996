package gqldoc

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/internal/gqldoc/validation"
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
		err = d.limits.checkDocument(parsed)
	}
	if err == nil && !d.introspection {
		err = rejectIntrospection(parsed)
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
