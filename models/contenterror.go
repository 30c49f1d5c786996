package models

import "fmt"

// ContentError is the error of a stored value that the server does not write: another
// program has changed the database, or its disk has. It counts as damage. Its text is for
// operators.
type ContentError struct{ problem string }

// NewContentError returns a ContentError with a text.
func NewContentError(format string, args ...any) *ContentError {
	return &ContentError{fmt.Sprintf(format, args...)}
}

func (e *ContentError) Error() string { return e.problem }
