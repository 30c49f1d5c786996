// Package models is the vocabulary: the structs that are the GraphQL types and
// inputs, and the rules that a value alone can break.
package models

import (
	"fmt"
	"slices"
)

// Code is the stable machine-readable kind of an error, sent to clients as
// extensions.code.
type Code string

// The codes a client can meet.
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
	// Canceled is for those who watch: the client went away, and meets no code.
	Canceled Code = "CANCELED"
	// PersistedQueryNotSupported is what clients of persisted queries look for.
	PersistedQueryNotSupported Code = "PERSISTED_QUERY_NOT_SUPPORTED"
)

// Codes are all of them, worst first: what is the server's own matters more to its
// operator than what a client got wrong.
var Codes = []Code{
	Internal, Unavailable, RateLimited, QueryTooComplex, PayloadTooLarge, Unauthenticated, Forbidden, Conflict, NotFound,
	PersistedQueryNotSupported, BadUserInput, Canceled,
}

// WorseThan tells whether a code comes before another in Codes. Every code is
// worse than none.
func (c Code) WorseThan(other Code) bool {
	if c == other || c == "" {
		return false
	}
	return other == "" || slices.Index(Codes, c) < slices.Index(Codes, other)
}

// Error is a refusal that its reader can act on. Any other error is a fault
// of the server: clients see it as INTERNAL, without its text.
type Error struct {
	Code Code
	// Argument is the dotted path of the argument at fault, as in
	// input.activityDateTime; empty where none is.
	Argument string
	// Message is one or two sentences for the client: what is wrong and what
	// would be right.
	Message string
	// RetryAfter is the number of seconds after which an UNAVAILABLE or
	// RATE_LIMITED request is worth repeating; 0 says nothing.
	RetryAfter int
	// Extensions are further members of the error's extensions.
	Extensions map[string]any
}

func (e *Error) Error() string { return e.Message }

// Errorf returns an Error of the code at the argument.
func Errorf(code Code, argument, format string, args ...any) *Error {
	return &Error{Code: code, Argument: argument, Message: fmt.Sprintf(format, args...)}
}

// Invalid returns a BAD_USER_INPUT at the argument.
func Invalid(argument, format string, args ...any) *Error {
	return Errorf(BadUserInput, argument, format, args...)
}
