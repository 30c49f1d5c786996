package gqldoc

import "github.com/vektah/gqlparser/v2/ast"

// merger finds the fields that an answer has, as the executor will: selections
// of one response name become one field, and a fragment counts once where it is
// spread twice. The answer's shape may be exponential in the document, so who
// walks it watches steps.
type merger struct {
	fragments ast.FragmentDefinitionList
	// steps is how many selections were read.
	steps int
}

// mergedField is the selections that make one field of the answer.
type mergedField struct{ fields []*ast.Field }

func (f mergedField) selections() []ast.SelectionSet {
	sets := make([]ast.SelectionSet, 0, len(f.fields))
	for _, field := range f.fields {
		if len(field.SelectionSet) > 0 {
			sets = append(sets, field.SelectionSet)
		}
	}
	return sets
}

// merge returns the fields of the object that the sets select from together.
func (m *merger) merge(sets ...ast.SelectionSet) []mergedField {
	level := mergedLevel{merger: m, byName: map[string]int{}, spread: map[string]bool{}}
	for _, set := range sets {
		level.add(set)
	}
	return level.fields
}

type mergedLevel struct {
	*merger
	fields []mergedField
	byName map[string]int
	spread map[string]bool
}

func (l *mergedLevel) add(set ast.SelectionSet) {
	for _, s := range set {
		l.steps++
		switch s := s.(type) {
		case *ast.Field:
			i, ok := l.byName[s.Alias]
			if !ok {
				i = len(l.fields)
				l.byName[s.Alias] = i
				l.fields = append(l.fields, mergedField{})
			}
			l.fields[i].fields = append(l.fields[i].fields, s)
		case *ast.InlineFragment:
			l.add(s.SelectionSet)
		case *ast.FragmentSpread:
			if l.spread[s.Name] {
				continue
			}
			l.spread[s.Name] = true
			if f := l.fragments.ForName(s.Name); f != nil {
				l.add(f.SelectionSet)
			}
		}
	}
}
