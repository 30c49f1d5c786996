package config

import (
	"fmt"

	"github.com/alecthomas/kong"
)

// Error says that the value of a flag, or of its variable, is wrong.
type Error struct {
	flag  string
	cause error
}

// Invalid returns an Error about a flag; nil if cause is nil.
func Invalid(flag string, cause error) error {
	if cause == nil {
		return nil
	}
	return &Error{flag, cause}
}

func (e *Error) Error() string { return "--" + e.flag + ": " + e.cause.Error() }

func (e *Error) Unwrap() error { return e.cause }

// WithVariable adds the name of the variable if the value came from one.
func (e *Error) WithVariable(chosen *kong.Context) error {
	for _, path := range chosen.Path {
		if path.Resolved && path.Flag != nil && path.Flag.Name == e.flag {
			return fmt.Errorf("--%s, set by %s: %w", e.flag, variable(e.flag), e.cause)
		}
	}
	return e
}
