package engine

import (
	"errors"
	"net/http"
)

// StatusError is an error with the HTTP status of its response.
type StatusError struct {
	Status int
	Err    error
}

func (e StatusError) Error() string { return e.Err.Error() }

// Unwrap returns the error without its status.
func (e StatusError) Unwrap() error { return e.Err }

// StatusOf returns the status of a StatusError, or 400 for any other error.
func StatusOf(err error) int {
	if withStatus, ok := errors.AsType[StatusError](err); ok {
		return withStatus.Status
	}
	return http.StatusBadRequest
}
