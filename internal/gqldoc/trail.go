package gqldoc

import (
	"strconv"
	"strings"
)

// trail is the way from an argument or a variable down to the value that is looked
// at.
type trail []step

// step is the name of a member, or the place in a list.
type step struct {
	name  string
	index int
}

// begin starts a trail anew at an argument or a variable.
func (t *trail) begin(name string) { *t = append((*t)[:0], step{name: name}) }

func (t *trail) push(s step) { *t = append(*t, s) }

func (t *trail) pop() { *t = (*t)[:len(*t)-1] }

// path is the trail in dots, as errors name arguments: inputs.3.input.id.
func (t trail) path() string {
	parts := make([]string, len(t))
	for i, s := range t {
		if parts[i] = s.name; s.name == "" {
			parts[i] = strconv.Itoa(s.index)
		}
	}
	return strings.Join(parts, ".")
}
