package models

import "fmt"

// ContentError is the error of a stored value that the server does not write: another
// program has changed the database, or its disk has. It counts as damage. Its text is for
// operators.
type ContentError struct {
	problem string
	// Derived means that the value is derived from facts, so that itemactivity rebuild repairs it.
	Derived bool
}

// NewContentError returns a ContentError with a text.
func NewContentError(format string, args ...any) *ContentError {
	return &ContentError{problem: fmt.Sprintf(format, args...)}
}

// NewDerivedContentError returns a ContentError of a value that is derived from facts.
func NewDerivedContentError(format string, args ...any) *ContentError {
	return &ContentError{fmt.Sprintf(format, args...), true}
}

func (e *ContentError) Error() string { return e.problem }
