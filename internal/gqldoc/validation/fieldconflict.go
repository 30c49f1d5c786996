package validation

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

const (
	// maxConflictReason is the maximum length, in bytes, of the reason in an error.
	maxConflictReason = 1000
	// maxConflictFields is the maximum number of fields of each side whose locations an
	// error has.
	maxConflictFields = 20
)

// conflict is a response name of two fields that cannot be merged. In ones and others, each
// field is followed by the subfields that are the reason.
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

// appendLast appends the last elements of more, up to maxConflictFields in total.
func appendLast(fields, more []*ast.Field) []*ast.Field {
	space := maxConflictFields - len(fields)
	return append(fields, more[max(len(more)-space, 0):]...)
}
