package gqldoc

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/internal/gqldoc/validation"
	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/plan"
)

// Documents prepares the operations that clients request. It caches valid documents.
// Several goroutines may use it.
type Documents struct {
	schema    *ast.Schema
	validator *validation.Validator
	limits    Limits
	// introspection is whether documents may request the schema, and errors may suggest
	// parts of it.
	introspection bool
	// compiler is nil if operations are executed without plans.
	compiler *plan.Compiler
	cache    *lru.Cache[string, *document]
}

const (
	// cachedTextBytes limits the bytes of the texts of cached documents. The tree of a
	// malicious text takes up to treeBytesPerByte times the memory of the text. The memory of
	// plans counts as that of a text with such a tree.
	cachedTextBytes  = 256 << 10
	treeBytesPerByte = 130
	// cachedDocuments limits the number of cached documents. It matters for very short ones.
	cachedDocuments = 4096
)

// NewDocuments returns the documents of a schema, as returned by NewSchema. Without
// introspection, documents that request the schema are rejected. The compiler makes the plans of
// operations. If it is nil, they have no plans.
func NewDocuments(schema *ast.Schema, limits Limits, introspection bool, compiler *plan.Compiler) *Documents {
	return &Documents{
		schema:        schema,
		validator:     validation.New(schema, introspection),
		limits:        limits,
		introspection: introspection,
		compiler:      compiler,
		cache:         lru.New(cachedDocuments, cachedTextBytes, cachedBytes),
	}
}

// document returns the valid document of a text.
func (d *Documents) document(text string) (*document, gqlerror.List) {
	if doc, ok := d.cache.Get(text); ok {
		return doc, nil
	}
	text = strings.Clone(text) // it may share the memory of the whole request
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
	doc := newDocument(text, parsed, d.compiler)
	d.cache.Add(text, doc)
	return doc, nil
}

func cachedBytes(text string, doc *document) int { return len(text) + doc.planBytes()/treeBytesPerByte }
