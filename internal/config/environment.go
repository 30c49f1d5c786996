package config

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// variable returns the name of the environment variable of a flag.
func variable(flag string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Environment sets the flags that are not on the command line from environment
// variables. It has its own copy of the variables. The env tags of kong read those of
// the process, which a test cannot set for a single run.
type Environment struct {
	values map[string]string
	// used are the flags that were set from a variable.
	used []string
}

// NewEnvironment returns an Environment with entries of the form NAME=VALUE, as
// returned by os.Environ.
func NewEnvironment(env []string) *Environment {
	e := &Environment{values: map[string]string{}}
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		e.values[name] = value
	}
	return e
}

// Resolve implements kong.Resolver. It ignores the variables of settings that the
// command does not use, because all commands run in the environment of the server.
func (e *Environment) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	// Compose files and unit files have no good way to unset a variable,
	// so an empty value means the default.
	value := e.values[variable(flag.Name)]
	if value == "" || !hasVariable(flag.Value) {
		return nil, nil
	}
	if command := ctx.Selected(); command != nil && !Uses(command, flag) {
		return nil, nil
	}
	e.used = append(e.used, flag.Name)
	return value, nil
}

// Validate implements kong.Resolver. It accepts all variables, see Unknown.
func (e *Environment) Validate(*kong.Application) error { return nil }

// WithVariable adds the name of the variable to an error about a flag that was set from
// it.
func (e *Environment) WithVariable(err error) error {
	for _, flag := range e.used {
		if rest, ok := strings.CutPrefix(err.Error(), "--"+flag+": "); ok {
			return fmt.Errorf("--%s, set by %s: %s", flag, variable(flag), rest)
		}
	}
	return err
}

// hasVariable reports whether a value is a setting. The flag --help is not, and neither
// is a flag with the tag variable:"-", such as those of a single command.
func hasVariable(value *kong.Value) bool {
	return value.Flag != nil && value.Name != "help" && value.Tag.Get("variable") != "-"
}

// helpWithVariable returns the help of a flag with the name of its variable.
func helpWithVariable(value *kong.Value) string {
	if !hasVariable(value) {
		return value.Help
	}
	return fmt.Sprintf("%s ($%s)", value.Help, variable(value.Name))
}

// Value returns the value of any variable.
func (e *Environment) Value(name string) string { return e.values[name] }
