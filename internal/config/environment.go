package config

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// variable is the name of the environment variable that equals a flag.
func variable(flag string) string {
	return "ITEMACTIVITY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Environment resolves flags that are not on the command line from the
// variables given, and not from those of the process as kong's own env tags
// do: run must depend on its arguments alone.
type Environment struct {
	values map[string]string
	// used are the flags that got their value from here.
	used []string
}

// NewEnvironment takes entries of the form NAME=VALUE, as os.Environ returns them.
func NewEnvironment(env []string) *Environment {
	e := &Environment{values: map[string]string{}}
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		e.values[name] = value
	}
	return e
}

// Resolve is kong's question for a flag's value.
func (e *Environment) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	// Compose files and unit files have no good way to unset a variable,
	// so an empty one leaves the default.
	value := e.values[variable(flag.Name)]
	if value == "" || !hasVariable(flag.Value) {
		return nil, nil
	}
	e.used = append(e.used, flag.Name)
	return value, nil
}

// Validate has nothing to say: variables of other names are somebody else's.
func (e *Environment) Validate(*kong.Application) error { return nil }

// Blame names the variable in an error about a flag that got its value from it.
func (e *Environment) Blame(err error) error {
	for _, flag := range e.used {
		if rest, ok := strings.CutPrefix(err.Error(), "--"+flag+": "); ok {
			return fmt.Errorf("--%s, set by %s: %s", flag, variable(flag), rest)
		}
	}
	return err
}

// hasVariable tells whether a value is a setting. Help is a flag too, and so is
// what is said for one run of a command, which its flag marks with variable:"-".
func hasVariable(value *kong.Value) bool {
	return value.Flag != nil && value.Name != "help" && value.Tag.Get("variable") != "-"
}

// helpWithVariable shows the variable in the flag's help.
func helpWithVariable(value *kong.Value) string {
	if !hasVariable(value) {
		return value.Help
	}
	return fmt.Sprintf("%s ($%s)", value.Help, variable(value.Name))
}

// settingValue reads a flag's value. It is kong's own reading of a string with a
// sentence for a flag at the end of the line, or before another flag.
func settingValue(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("string")
	if err != nil {
		return errNeedsValue
	}
	target.SetString(token.String())
	return nil
}

var errNeedsValue = errors.New("needs a value")

// Error says that the value of a flag, or of its variable, is wrong.
type Error struct {
	flag  string
	cause error
}

// Invalid returns nil if there is no cause.
func Invalid(flag string, cause error) error {
	if cause == nil {
		return nil
	}
	return &Error{flag, cause}
}

func (e *Error) Error() string { return "--" + e.flag + ": " + e.cause.Error() }

func (e *Error) Unwrap() error { return e.cause }

// From names the variable if the value came from there: an operator looks for
// a wrong value where it was written.
func (e *Error) From(chosen *kong.Context) error {
	for _, path := range chosen.Path {
		if path.Resolved && path.Flag != nil && path.Flag.Name == e.flag {
			return fmt.Errorf("--%s, set by %s: %w", e.flag, variable(e.flag), e.cause)
		}
	}
	return e
}

// Value returns the value of any variable.
func (e *Environment) Value(name string) string { return e.values[name] }
