package gqldoc

import (
	"strconv"
	"strings"
)

// trail is the path from an argument or a variable to the current value.
type trail []step

// step is the name of an input field, or the index in a list if the name is empty.
type step struct {
	name  string
	index int
}

// begin resets the trail to an argument or a variable.
func (t *trail) begin(name string) { *t = append((*t)[:0], step{name: name}) }

func (t *trail) push(s step) { *t = append(*t, s) }

func (t *trail) pop() { *t = (*t)[:len(*t)-1] }

// path returns the trail as errors name arguments, such as inputs.3.input.id.
func (t trail) path() string {
	parts := make([]string, len(t))
	for i, s := range t {
		if parts[i] = s.name; s.name == "" {
			parts[i] = strconv.Itoa(s.index)
		}
	}
	return strings.Join(parts, ".")
}
