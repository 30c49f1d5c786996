package syntax

import (
	"errors"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/models"
)

// syntaxError is the panic of the parser for a document that is not GraphQL.
type syntaxError struct {
	message  string
	position *ast.Position
}

func (e *syntaxError) Error() string { return e.message }

func fail(position *ast.Position, format string, args ...any) {
	panic(&syntaxError{fmt.Sprintf(format, args...), position})
}

// parseError returns the error for a value that Parse recovered. It panics again with any
// value that is not from the parser.
func parseError(recovered any) error {
	cause, _ := recovered.(error)
	var refusal *models.Error
	if syntax, ok := errors.AsType[*syntaxError](cause); ok {
		refusal = models.Invalid("", "Syntax Error: %s", syntax.message)
		return &gqlerror.Error{Err: refusal, Message: refusal.Message, Locations: docerror.Locations(syntax.position)}
	}
	if errors.As(cause, &refusal) {
		return gqlerror.Wrap(refusal)
	}
	panic(recovered)
}
