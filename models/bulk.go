package models

import "strconv"

// MaxBulk bounds the activities that one mutation records. Each is recorded by
// the one writer, while everybody else waits.
const MaxBulk = 1000

// CreateItemActivityInput is an activity of a bulk, with its key.
type CreateItemActivityInput struct {
	ActivityKey
	Input ItemActivity
}

// CreateItemActivityResult is what became of an activity of a bulk: it was
// recorded, or refused.
type CreateItemActivityResult struct {
	Activity *ItemActivity
	Error    *CreateItemActivityError
}

// CreateItemActivityError says why an activity of a bulk was refused.
type CreateItemActivityError struct {
	Code     Code
	Argument *string
	Message  string
}

// RefusedRow is the result of a row that was refused.
func RefusedRow(e *Error) *CreateItemActivityResult {
	refused := &CreateItemActivityError{Code: e.Code, Message: e.Message}
	if e.Argument != "" {
		refused.Argument = &e.Argument
	}
	return &CreateItemActivityResult{Error: refused}
}

// AtRow returns the error with its argument as it is named in a bulk: that of
// the row is part of the whole's.
func (e *Error) AtRow(row int) *Error {
	at := *e
	at.Argument = "inputs." + strconv.Itoa(row)
	if e.Argument != "" {
		at.Argument += "." + e.Argument
	}
	return &at
}

// Errors are the refusals of a mutation that has several reasons.
type Errors []*Error

func (e Errors) Error() string { return e[0].Message }
