// Package models has the structs for the GraphQL types and inputs, and the checks that need
// only the value itself.
package models

import (
	"fmt"
	"slices"
)

// Code is the error code that clients receive as extensions.code. Its values never change.
type Code string

// The codes of errors that clients receive, and Canceled.
const (
	BadUserInput    Code = "BAD_USER_INPUT"
	Unauthenticated Code = "UNAUTHENTICATED"
	Forbidden       Code = "FORBIDDEN"
	NotFound        Code = "NOT_FOUND"
	Conflict        Code = "CONFLICT"
	PayloadTooLarge Code = "PAYLOAD_TOO_LARGE"
	QueryTooComplex Code = "QUERY_TOO_COMPLEX"
	RateLimited     Code = "RATE_LIMITED"
	Unavailable     Code = "UNAVAILABLE"
	Internal        Code = "INTERNAL"
	// Canceled is for logs and metrics: the client closed the connection, so it receives no
	// response.
	Canceled Code = "CANCELED"
	// PersistedQueryNotSupported tells clients of persisted queries to send the document.
	PersistedQueryNotSupported Code = "PERSISTED_QUERY_NOT_SUPPORTED"
)

// Codes are all codes, the worst one first. Errors of the server are worse than errors of
// clients.
var Codes = []Code{
	Internal, Unavailable, RateLimited, QueryTooComplex, PayloadTooLarge, Unauthenticated, Forbidden, Conflict, NotFound,
	PersistedQueryNotSupported, BadUserInput, Canceled,
}

// WorseThan returns whether c comes before other in Codes. Every code is worse than "".
func (c Code) WorseThan(other Code) bool {
	if c == other || c == "" {
		return false
	}
	return other == "" || slices.Index(Codes, c) < slices.Index(Codes, other)
}

// Error is an error whose code and message are sent to the client. Any other error is a
// fault of the server: the client receives INTERNAL without its text.
type Error struct {
	Code Code
	// Argument is the path of the invalid argument, such as input.activityDateTime. It is
	// empty if the error is not about one argument.
	Argument string
	// Message is one or two sentences for the client: what is wrong, and what is accepted.
	Message string
	// RetryAfter is the number of seconds after which the client should retry a request that
	// failed with UNAVAILABLE or RATE_LIMITED. If it is 0, the client receives no such number.
	RetryAfter int
	// Extensions has additional members of the extensions of the error.
	Extensions map[string]any
}

func (e *Error) Error() string { return e.Message }

// Errorf returns an Error with a code and an argument.
func Errorf(code Code, argument, format string, args ...any) *Error {
	return &Error{Code: code, Argument: argument, Message: fmt.Sprintf(format, args...)}
}

// Invalid returns BAD_USER_INPUT for an argument.
func Invalid(argument, format string, args ...any) *Error {
	return Errorf(BadUserInput, argument, format, args...)
}
