package models

import (
	"errors"
	"strconv"
)

// MaxBulk is the maximum number of rows of one createItemActivities. All other mutations
// wait while the writer records them.
const MaxBulk = 1000

// CreateItemActivityInput is one row of createItemActivities: an access and its key.
type CreateItemActivityInput struct {
	ActivityKey
	Input ItemActivity
}

// CreateItemActivityResult is the result of one row: either the recorded activity or the
// error.
type CreateItemActivityResult struct {
	Activity *ItemActivity
	Error    *CreateItemActivityError
}

// CreateItemActivityError is why a row was rejected.
type CreateItemActivityError struct {
	Code     Code
	Argument *string
	Message  string
}

// RefusedRow returns the result of a row that was rejected with the error.
func RefusedRow(e *Error) *CreateItemActivityResult {
	rejected := &CreateItemActivityError{Code: e.Code, Message: e.Message}
	if e.Argument != "" {
		rejected.Argument = &e.Argument
	}
	return &CreateItemActivityResult{Error: rejected}
}

// AtRow returns a copy of the error for a row of createItemActivities, counted from 0. The
// argument begins with the path of the row, such as inputs.3.
func (e *Error) AtRow(row int) *Error {
	at := *e
	at.Argument = "inputs." + strconv.Itoa(row)
	if e.Argument != "" {
		at.Argument += "." + e.Argument
	}
	return &at
}

// Errors are the errors of a mutation that failed for several reasons. There is at least
// one.
type Errors []*Error

func (e Errors) Error() string { return e[0].Message }

// EachError returns the elements of an error that is or wraps Errors, and any other error alone.
func EachError(err error) []error {
	several, ok := errors.AsType[Errors](err)
	if !ok {
		return []error{err}
	}
	each := make([]error, len(several))
	for i, one := range several {
		each[i] = one
	}
	return each
}
