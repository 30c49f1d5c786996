package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/config"
)

// usageError is a mistake on the command line or in the environment.
type usageError struct {
	text string
	// command is the command that the arguments name; nil if they name none.
	command *kong.Node
}

func (e *usageError) Error() string {
	help := "itemactivity --help"
	if e.command != nil {
		help = "itemactivity " + e.command.Name + " --help"
	}
	return fmt.Sprintf("%s (see %s)", e.text, help)
}

// parseError returns an error of kong's parser as a usage error.
func parseError(err error, args []string, variables *config.Environment) error {
	var command *kong.Node
	var flags []*kong.Flag
	if parsing, ok := errors.AsType[*kong.ParseError](err); ok && parsing.Context != nil {
		command, flags = named(parsing.Context), parsing.Context.Flags()
	}
	text := ofCommand(unexpected(variables.WithVariable(err).Error(), command), command, flags)
	text = missingArgument.ReplaceAllStringFunc(text, func(found string) string {
		return "the argument " + strings.ToUpper(missingArgument.FindStringSubmatch(found)[1]) + " is missing"
	})
	text = namedArgument.ReplaceAllStringFunc(text, func(found string) string {
		return strings.ToUpper(namedArgument.FindStringSubmatch(found)[1]) + ": "
	})
	return &usageError{text: singleDash(text, args, flags), command: command}
}

// named returns the command that the arguments name; nil if they name none, and the
// default command is used.
func named(ctx *kong.Context) *kong.Node {
	for _, path := range ctx.Path {
		if path.Command != nil && path.Command != path.Parent {
			return path.Command
		}
	}
	return nil
}

var unexpectedArgument = regexp.MustCompile(`(?s)^unexpected argument (.*?)(, did you mean .*)?$`)

// unexpected quotes the argument in kong's error about one argument too many. Without a
// command that argument is the name of a command.
func unexpected(text string, command *kong.Node) string {
	found := unexpectedArgument.FindStringSubmatch(text)
	if found == nil {
		return text
	}
	if command != nil {
		return fmt.Sprintf("unexpected argument %q", found[1])
	}
	if strings.TrimSpace(found[1]) == "" {
		found[2] = "" // kong suggests every command
	}
	return fmt.Sprintf("unknown command %q%s", found[1], found[2])
}

// The forms in which kong names an argument.
var (
	missingArgument = regexp.MustCompile(`^expected "<(\w+)>"$`)
	namedArgument   = regexp.MustCompile(`^<(\w+)>: `)
)

var (
	suggestion = regexp.MustCompile(`, did you mean (one of )?(".*")\?$`)
	quoted     = regexp.MustCompile(`"--([^"]*)"`)
)

// ofCommand removes kong's suggestion of flags if the command does not use one of them.
func ofCommand(text string, command *kong.Node, flags []*kong.Flag) string {
	found := suggestion.FindStringIndex(text)
	if command == nil || found == nil {
		return text
	}
	for _, name := range quoted.FindAllStringSubmatch(text[found[0]:], -1) {
		for _, flag := range flags {
			if flag.Name == name[1] && !config.Uses(command, flag) {
				return text[:found[0]]
			}
		}
	}
	return text
}

// singleDash corrects kong's error about a flag with a single dash, such as -addr, which
// kong reads as the flag -a.
func singleDash(text string, args []string, flags []*kong.Flag) string {
	letter, ok := strings.CutPrefix(text, "unknown flag ")
	if !ok || strings.HasPrefix(letter, "--") {
		return text
	}
	letter, _, _ = strings.Cut(letter, ", did you mean ")
	for _, arg := range args {
		name, _, _ := strings.Cut(arg, "=")
		if !strings.HasPrefix(arg, "-") || strings.HasPrefix(arg, "--") || !strings.HasPrefix(arg, letter) {
			continue
		}
		for _, flag := range flags {
			if "-"+flag.Name == name {
				return fmt.Sprintf("unknown flag %s, did you mean %q?", name, "--"+flag.Name)
			}
		}
	}
	return "unknown flag " + letter
}

// checkFlags rejects the flags of settings that the command does not use.
func checkFlags(chosen *kong.Context) error {
	for _, path := range chosen.Path {
		if command := chosen.Selected(); path.Flag != nil && !path.Resolved && !config.Uses(command, path.Flag) {
			return &usageError{fmt.Sprintf("%s has no flag --%s", command.Name, path.Flag.Name), command}
		}
	}
	return nil
}

// checkVariables rejects a misspelled name of a variable, and logs a warning for other
// unknown ones.
func checkVariables(chosen *kong.Context, variables *config.Environment, logger *slog.Logger) error {
	command := chosen.Selected()
	if !config.UsesSettings(command) {
		return nil
	}
	unknown := variables.Unknown(chosen.Model)
	for _, v := range unknown {
		if v.Misspelled {
			return &usageError{v.String(), named(chosen)}
		}
	}
	if config.UsesLog(command) {
		for _, v := range unknown {
			logger.Warn("unknown environment variable", "name", v.Name, "nearest", v.Nearest)
		}
	}
	return nil
}
