package docerror

import (
	"strconv"
	"strings"
)

// Path is the path from an argument or a variable to a value inside it.
type Path []element

// element is the name of an input field, or the index in a list if the name is empty.
type element struct {
	name  string
	index int
}

// Begin resets the path to an argument or a variable.
func (p *Path) Begin(name string) { *p = append((*p)[:0], element{name: name}) }

// PushName extends the path by an input field.
func (p *Path) PushName(name string) { *p = append(*p, element{name: name}) }

// PushIndex extends the path by an index in a list.
func (p *Path) PushIndex(index int) { *p = append(*p, element{index: index}) }

// Pop removes the last element.
func (p *Path) Pop() { *p = (*p)[:len(*p)-1] }

// String returns the path in the format of the argument of an error, such as
// inputs.3.input.id. Long names are shortened.
func (p Path) String() string {
	parts := make([]string, len(p))
	for i, e := range p {
		if parts[i] = Shorten(e.name); e.name == "" {
			parts[i] = strconv.Itoa(e.index)
		}
	}
	return strings.Join(parts, ".")
}
