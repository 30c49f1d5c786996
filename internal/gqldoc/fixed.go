package gqldoc

import (
	"math"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// Fixed is a document of the server itself with one operation, such as the document of a
// REST route. The limits of documents do not apply to it. The limit of the cost does.
type Fixed struct {
	// Definition is the operation.
	Definition *ast.OperationDefinition
	documents  *Documents
	document   *document
}

// Fix returns the document of a text, or the errors of the text.
func (d *Documents) Fix(text string) (*Fixed, gqlerror.List) {
	parsed, err := syntax.Parse(text, math.MaxInt)
	if err != nil {
		return nil, gqlerror.List{gqlerror.WrapIfUnwrapped(err)}
	}
	if errs := d.validator.Validate(parsed); len(errs) > 0 {
		return nil, errs
	}
	doc := newDocument(text, parsed, d.compiler)
	definition, err := operationNamed(doc, nil)
	if err != nil {
		return nil, gqlerror.List{gqlerror.WrapIfUnwrapped(err)}
	}
	return &Fixed{Definition: definition, documents: d, document: doc}, nil
}

// Prepare returns the operation with variables, which are as for strictjson.Of, or the errors of the
// variables.
func (f *Fixed) Prepare(variables map[string]any) (*Operation, gqlerror.List) {
	op, _, errs := f.documents.operation(f.document, f.Definition, strictjson.Of(variables))
	return op, errs
}
