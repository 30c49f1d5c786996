package syntax

import (
	"fmt"

	"github.com/itemactivity/itemactivity/models"
)

// maxNesting is how deep selection sets, values and types may be nested in a
// document. Every walk over the tree recurses once per level.
const maxNesting = 500

// failLimit reports a document that exceeds a limit.
func failLimit(cost, limit int, message string) {
	panic(&models.Error{
		Code: models.QueryTooComplex, Message: fmt.Sprintf(message, limit), Extensions: map[string]any{"cost": cost, "limit": limit},
	})
}

func (p *parser) nest() {
	if p.nesting++; p.nesting > maxNesting {
		failLimit(p.nesting, maxNesting, "The document is nested more than %d levels deep.")
	}
}
