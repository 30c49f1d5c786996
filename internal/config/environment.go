package config

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// variable is the name of the environment variable that equals a flag.
func variable(flag string) string {
	return "ITEMACTIVITY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Environment gives flags that are not on the command line the values of variables.
// It reads the variables that it is given. kong's own env tags read those of the
// process, which a test cannot set for one run.
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

// Resolve implements kong.Resolver.
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

// Validate implements kong.Resolver. Variables of other names are no error.
func (e *Environment) Validate(*kong.Application) error { return nil }

// WithVariable names the variable in an error about a flag that got its value from it.
func (e *Environment) WithVariable(err error) error {
	for _, flag := range e.used {
		if rest, ok := strings.CutPrefix(err.Error(), "--"+flag+": "); ok {
			return fmt.Errorf("--%s, set by %s: %s", flag, variable(flag), rest)
		}
	}
	return err
}

// hasVariable tells whether a value is a setting. The flag help is
// none, nor is a flag of one command, which has the tag variable:"-".
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

// Value returns the value of any variable.
func (e *Environment) Value(name string) string { return e.values[name] }
