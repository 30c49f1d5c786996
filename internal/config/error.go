package config

import (
	"fmt"

	"github.com/alecthomas/kong"
)

// Error is the error of a flag, an argument or an environment variable with a wrong value.
type Error struct {
	// name is that of the setting, such as --addr, FILE or OTEL_SERVICE_NAME.
	name  string
	cause error
}

// Invalid returns an Error about a flag; nil if cause is nil.
func Invalid(flag string, cause error) error { return InvalidNamed("--"+flag, cause) }

// InvalidNamed returns an Error about an argument of a command, or about an environment
// variable that no flag equals; nil if cause is nil.
func InvalidNamed(name string, cause error) error {
	if cause == nil {
		return nil
	}
	return &Error{name, cause}
}

func (e *Error) Error() string { return e.name + ": " + e.cause.Error() }

func (e *Error) Unwrap() error { return e.cause }

// WithVariable adds the name of the variable if the flag was set from it.
func (e *Error) WithVariable(chosen *kong.Context) error {
	for _, path := range chosen.Path {
		if path.Resolved && path.Flag != nil && "--"+path.Flag.Name == e.name {
			return fmt.Errorf("%s, set by %s: %w", e.name, variable(path.Flag.Name), e.cause)
		}
	}
	return e
}
