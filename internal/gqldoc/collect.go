package gqldoc

import "github.com/vektah/gqlparser/v2/ast"

// fieldCollector finds the fields that an answer has, as the executor will: selections
// of one response name become one field, and a fragment counts once where it is
// spread twice. The answer's shape may be exponential in the document, so who
// walks it watches steps.
type fieldCollector struct {
	fragments ast.FragmentDefinitionList
	// steps is how many selections were read.
	steps int
}

// responseField is the selections that make one field of the answer.
type responseField struct{ fields []*ast.Field }

func (f responseField) selections() []ast.SelectionSet {
	sets := make([]ast.SelectionSet, 0, len(f.fields))
	for _, field := range f.fields {
		if len(field.SelectionSet) > 0 {
			sets = append(sets, field.SelectionSet)
		}
	}
	return sets
}

// collect returns the fields of the object that the sets select from together.
func (m *fieldCollector) collect(sets ...ast.SelectionSet) []responseField {
	level := responseLevel{fieldCollector: m, byName: map[string]int{}, spread: map[string]bool{}}
	for _, set := range sets {
		level.add(set)
	}
	return level.fields
}

type responseLevel struct {
	*fieldCollector
	fields []responseField
	byName map[string]int
	spread map[string]bool
}

func (l *responseLevel) add(set ast.SelectionSet) {
	for _, s := range set {
		l.steps++
		switch s := s.(type) {
		case *ast.Field:
			i, ok := l.byName[s.Alias]
			if !ok {
				i = len(l.fields)
				l.byName[s.Alias] = i
				l.fields = append(l.fields, responseField{})
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
