package validation

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// errorCollector keeps the distinct errors of a document. gqlparser visits a fragment once by
// itself and once per operation, and repeats its errors.
type errorCollector struct {
	errs gqlerror.List
	seen map[errorKey]bool
}

// maxMessage is the maximum length of a message in bytes. The rules of this package shorten
// what they quote, but those of gqlparser do not.
const maxMessage = 2000

// errorKey identifies an error.
type errorKey struct {
	message   string
	locations string
}

// of returns the function that adds the errors of a rule.
func (c *errorCollector) of(rule string) core.AddErrFunc {
	return func(options ...core.ErrorOption) { c.add(rule, options) }
}

func (c *errorCollector) add(rule string, options []core.ErrorOption) {
	if len(c.errs) == docerror.Max {
		return
	}
	err := &gqlerror.Error{Rule: rule}
	for _, option := range options {
		option(err)
	}
	if len(err.Message) > maxMessage {
		err.Message = strings.ToValidUTF8(err.Message[:maxMessage], "") + "…"
	}
	key := errorKey{err.Message, fmt.Sprint(err.Locations)}
	if !c.seen[key] {
		if c.seen == nil {
			c.seen = map[errorKey]bool{}
		}
		c.seen[key] = true
		c.errs = append(c.errs, err)
	}
}
