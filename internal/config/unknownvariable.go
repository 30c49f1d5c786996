package config

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/alecthomas/kong"
)

// prefix begins the name of each variable.
const prefix = "ITEMACTIVITY_"

// typingErrors is the greatest edit distance between the name of a variable and the
// name of a setting at which the setting was certainly meant.
const typingErrors = 2

// serviceVariable matches the variables that Kubernetes sets in every pod for a Service
// named itemactivity, or itemactivity-web.
var serviceVariable = regexp.MustCompile(`^ITEMACTIVITY_(.+_)?(PORT|SERVICE)(_.*)?$`)

// UnknownVariable is a variable that looks like a setting and is none.
type UnknownVariable struct {
	Name string
	// Nearest is the variable with the most similar name.
	Nearest string
	// Misspelled is true if the name is one or two letters from that of a setting.
	Misspelled bool
}

func (v UnknownVariable) String() string {
	return fmt.Sprintf("unknown environment variable %s, did you mean %s?", v.Name, v.Nearest)
}

// Unknown returns the variables that are not a setting although their names begin with
// ITEMACTIVITY_, in any case, or are one or two letters from that of a setting. They are
// sorted by name. Empty variables and those of Kubernetes are left out.
func (e *Environment) Unknown(app *kong.Application) (unknown []UnknownVariable) {
	known := []string{}
	for _, flag := range app.Flags {
		if IsSetting(flag) {
			known = append(known, variable(flag.Name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.values)) {
		if e.values[name] == "" || slices.Contains(known, name) || serviceVariable.MatchString(name) {
			continue
		}
		nearest, distance := nearest(strings.ToUpper(name), known)
		prefixed := strings.HasPrefix(strings.ToUpper(name), prefix)
		if similar := distance <= typingErrors; prefixed || similar {
			unknown = append(unknown, UnknownVariable{name, nearest, similar})
		}
	}
	return unknown
}

// nearest returns the known name with the least edit distance from a name.
func nearest(name string, known []string) (nearest string, distance int) {
	distance = math.MaxInt
	for _, k := range known {
		if d := levenshtein.ComputeDistance(name, k); d < distance {
			nearest, distance = k, d
		}
	}
	return nearest, distance
}
