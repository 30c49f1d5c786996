package config

import (
	"fmt"

	"github.com/alecthomas/kong"
)

// Error is the error of a flag or an environment variable with a wrong value.
type Error struct {
	// flag is empty if variable, the name of a variable or of an argument, is set.
	flag, variable string
	cause          error
}

// Invalid returns an Error about a flag; nil if cause is nil.
func Invalid(flag string, cause error) error {
	if cause == nil {
		return nil
	}
	return &Error{flag: flag, cause: cause}
}

// InvalidVariable returns an Error about an environment variable that no flag equals.
func InvalidVariable(name string, cause error) error {
	return &Error{variable: name, cause: cause}
}

// InvalidArgument returns an Error about an argument of a command; nil if cause is nil.
func InvalidArgument(name string, cause error) error {
	if cause == nil {
		return nil
	}
	return &Error{variable: name, cause: cause}
}

func (e *Error) Error() string {
	if e.variable != "" {
		return e.variable + ": " + e.cause.Error()
	}
	return "--" + e.flag + ": " + e.cause.Error()
}

func (e *Error) Unwrap() error { return e.cause }

// WithVariable adds the name of the variable if the flag was set from it.
func (e *Error) WithVariable(chosen *kong.Context) error {
	for _, path := range chosen.Path {
		if path.Resolved && path.Flag != nil && path.Flag.Name == e.flag {
			return fmt.Errorf("--%s, set by %s: %w", e.flag, variable(e.flag), e.cause)
		}
	}
	return e
}
