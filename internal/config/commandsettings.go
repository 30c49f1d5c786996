package config

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// allSettings is the tag of a command that uses every setting.
const allSettings = "*"

// IsSetting reports whether a flag is a setting of the program.
func IsSetting(flag *kong.Flag) bool { return hasVariable(flag.Value) }

// Uses reports whether a command uses a flag. A command uses its own flags, the flags of
// the program that are no settings, such as --help, and the settings in its tag
// settings: the names of their flags, separated by commas, or * for all.
func Uses(command *kong.Node, flag *kong.Flag) bool {
	if !IsSetting(flag) {
		return true
	}
	return uses(command, flag.Name)
}

func uses(command *kong.Node, setting string) bool {
	used := command.Tag.Get("settings")
	return used == allSettings || slices.Contains(strings.Split(used, ","), setting)
}

// UsesSettings reports whether a command uses any setting.
func UsesSettings(command *kong.Node) bool { return command.Tag.Get("settings") != "" }

// UsesLog reports whether a command uses the settings of the log.
func UsesLog(command *kong.Node) bool { return uses(command, "log-level") }
