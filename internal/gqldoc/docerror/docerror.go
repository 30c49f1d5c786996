// Package docerror has what the errors of documents and variables have in common:
// argument paths, locations and bounded quotations.
package docerror

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// Max is the maximum number of errors for one document or one set of variables.
const Max = 100

// maxQuoted is the number of characters of a text that a message quotes.
const maxQuoted = 64

// Shorten shortens a text that a message quotes.
func Shorten(text string) string {
	n := 0
	for i := range text {
		if n++; n > maxQuoted {
			return text[:i] + "…"
		}
	}
	return text
}

// Quote returns a text that a message quotes: shortened, in quotation marks, in the
// spelling of JSON and GraphQL.
func Quote(text string) string { return models.Quote(Shorten(text)) }

// Locations returns the positions as the locations of an error. It omits nil ones.
func Locations(positions ...*ast.Position) []gqlerror.Location {
	var all []gqlerror.Location
	for _, p := range positions {
		if p != nil {
			all = append(all, gqlerror.Location{Line: p.Line, Column: p.Column})
		}
	}
	return all
}
