// Package responsefields collects the fields of a response, as the executor does.
package responsefields

import "github.com/vektah/gqlparser/v2/ast"

// Collector finds the fields that an answer has, as the executor will: selections
// of one response name become one field, and a fragment counts once where it is
// spread twice. The answer's shape may be exponential in the document, so who
// walks it watches Steps.
type Collector struct {
	Fragments ast.FragmentDefinitionList
	// Steps is how many selections were read.
	Steps int
}

// Field is the selections that make one field of the answer.
type Field struct{ Fields []*ast.Field }

func (f Field) Selections() []ast.SelectionSet {
	sets := make([]ast.SelectionSet, 0, len(f.Fields))
	for _, field := range f.Fields {
		if len(field.SelectionSet) > 0 {
			sets = append(sets, field.SelectionSet)
		}
	}
	return sets
}

// Collect returns the fields of the object that the sets select from together.
func (m *Collector) Collect(sets ...ast.SelectionSet) []Field {
	level := responseLevel{Collector: m, byName: map[string]int{}, spread: map[string]bool{}}
	for _, set := range sets {
		level.add(set)
	}
	return level.fields
}

type responseLevel struct {
	*Collector
	fields []Field
	byName map[string]int
	spread map[string]bool
}

func (l *responseLevel) add(set ast.SelectionSet) {
	for _, s := range set {
		l.Steps++
		switch s := s.(type) {
		case *ast.Field:
			i, ok := l.byName[s.Alias]
			if !ok {
				i = len(l.fields)
				l.byName[s.Alias] = i
				l.fields = append(l.fields, Field{})
			}
			l.fields[i].Fields = append(l.fields[i].Fields, s)
		case *ast.InlineFragment:
			l.add(s.SelectionSet)
		case *ast.FragmentSpread:
			if l.spread[s.Name] {
				continue
			}
			l.spread[s.Name] = true
			if f := l.Fragments.ForName(s.Name); f != nil {
				l.add(f.SelectionSet)
			}
		}
	}
}
