package validation

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

const (
	// maxConflictReason is how many bytes of the reason of a conflict an error has.
	maxConflictReason = 1000
	// maxConflictFields is how many fields of either side an error has the locations of.
	maxConflictFields = 20
)

// conflict is a response name of two fields that cannot be merged. After each field come
// the fields inside it that are the reason.
type conflict struct {
	name, reason string
	ones, others []*ast.Field
}

func (c *conflict) report(addError core.AddErrFunc) {
	at := func(field *ast.Field) core.ErrorOption { return core.At(field.Position) }
	addError(
		core.Message(`Fields "%s" conflict because %s. Use different aliases on the fields to fetch both if this was intentional.`, docerror.Shorten(c.name), c.reason),
		atEach(c.ones, at), atEach(c.others, at),
	)
}

// add adds the conflicts of the fields inside the two fields.
func (c *conflict) add(inner []*conflict) {
	var reasons []string
	size := 0
	for _, in := range inner {
		if size < maxConflictReason {
			reasons = append(reasons, fmt.Sprintf(`subfields "%s" conflict because %s`, docerror.Shorten(in.name), in.reason))
			size += len(reasons[len(reasons)-1])
		}
		c.ones = appendLast(c.ones, in.ones)
		c.others = appendLast(c.others, in.others)
	}
	c.reason = strings.Join(reasons, " and ")
	if len(c.reason) > maxConflictReason {
		c.reason = strings.ToValidUTF8(c.reason[:maxConflictReason], "") + "…"
	}
}

// appendLast appends as many of the last fields as there is space for.
func appendLast(fields, more []*ast.Field) []*ast.Field {
	space := maxConflictFields - len(fields)
	return append(fields, more[max(len(more)-space, 0):]...)
}
