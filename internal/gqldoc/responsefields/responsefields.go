// Package responsefields collects the fields of a response, as the executor does.
package responsefields

import "github.com/vektah/gqlparser/v2/ast"

// Collector collects fields by the algorithm CollectFields of the specification, but ignores
// @skip and @include. The response may have exponentially more fields than the
// document, so a caller that visits all of them must limit Steps.
type Collector struct {
	Fragments ast.FragmentDefinitionList
	// Steps is the number of selections that were read.
	Steps int
}

// Field is a field of the response. Fields has the selections that are merged into it, at
// least one.
type Field struct{ Fields []*ast.Field }

// Selections returns the selection sets of the field.
func (f Field) Selections() []ast.SelectionSet {
	sets := make([]ast.SelectionSet, 0, len(f.Fields))
	for _, field := range f.Fields {
		if len(field.SelectionSet) > 0 {
			sets = append(sets, field.SelectionSet)
		}
	}
	return sets
}

// Collect returns the fields of one object that the selection sets select.
func (c *Collector) Collect(sets ...ast.SelectionSet) []Field {
	o := object{Collector: c, byName: map[string]int{}, spread: map[string]bool{}}
	for _, set := range sets {
		o.add(set)
	}
	return o.fields
}

// object has the fields of one object.
type object struct {
	*Collector
	fields []Field
	// byName has the indexes of the fields by their response names.
	byName map[string]int
	// spread has the names of the fragments that were added. Each is added once.
	spread map[string]bool
}

func (o *object) add(set ast.SelectionSet) {
	for _, s := range set {
		o.Steps++
		switch s := s.(type) {
		case *ast.Field:
			i, ok := o.byName[s.Alias]
			if !ok {
				i = len(o.fields)
				o.byName[s.Alias] = i
				o.fields = append(o.fields, Field{})
			}
			o.fields[i].Fields = append(o.fields[i].Fields, s)
		case *ast.InlineFragment:
			o.add(s.SelectionSet)
		case *ast.FragmentSpread:
			if o.spread[s.Name] {
				continue
			}
			o.spread[s.Name] = true
			if f := o.Fragments.ForName(s.Name); f != nil {
				o.add(f.SelectionSet)
			}
		}
	}
}
