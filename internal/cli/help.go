package cli

import (
	"errors"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/config"
)

const description = `A self-hosted GraphQL server that records what happens to the files of groups.

The environment variable of each setting is shown beside its flag. A flag takes precedence over its variable. An empty variable is ignored.`

// errPrinted stops the parser after the help or the version was printed.
var errPrinted = errors.New("printed")

// information is the help or the version, which is printed instead of running a command.
type information struct {
	printed bool
	// err is the error of printing it.
	err error
}

// help prints the help of the selected command, or of the program.
func (i *information) help(options kong.HelpOptions, ctx *kong.Context) error {
	for _, flag := range ctx.Model.Flags {
		if flag.Group != nil && !strings.HasSuffix(flag.Group.Title, ":") {
			flag.Group.Title += ":"
		}
	}
	ctx.Model.HelpFlag.Help = "Print the help and exit."
	if command := ctx.Selected(); command != nil {
		describe(command, ctx.Model)
	}
	i.printed, i.err = true, kong.DefaultHelpPrinter(options, ctx)
	return errPrinted
}

// settingsGroup is the heading of settings without a group in the help of a command.
var settingsGroup = kong.Group{Key: "settings", Title: "Settings:"}

// describe prepares the model for the help of one command: its own flags come first, and
// only the settings that it uses are shown.
func describe(command *kong.Node, app *kong.Application) {
	settings := []*kong.Flag{}
	for _, flag := range app.Flags {
		if !config.IsSetting(flag) || !config.Uses(command, flag) {
			continue
		}
		if flag.Group == nil {
			flag.Group = &settingsGroup
		}
		settings = append(settings, flag)
	}
	app.Flags = settings
	command.Flags = append(command.Flags, app.HelpFlag)
}

type helpCommand struct {
	Command string `arg:"" optional:"" help:"Name of the command. Without it, the help of the program is printed."`
}

// Run prints what the flag --help of the command prints.
func (c helpCommand) Run(chosen *kong.Context, info *information) error {
	args := []string{"--help"}
	if c.Command != "" {
		args = []string{c.Command, "--help"}
	}
	target, err := kong.Trace(chosen.Kong, args)
	if err != nil {
		return err
	}
	if target.Error != nil {
		return &usageError{text: unexpected(target.Error.Error(), nil)}
	}
	if err := target.PrintUsage(false); !errors.Is(err, errPrinted) {
		return err
	}
	return info.err
}
