package validation

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// fieldSet has the fields of a selection set, including those of its inline fragments, and
// one spread of each fragment in it.
type fieldSet struct {
	fields  []*ast.Field
	spreads []*ast.FragmentSpread
	// byName has the fields by their response names, and order the names.
	byName map[string][]*ast.Field
	order  []string
	// compared has the fragments that the fields have been compared with, and whether they
	// were compared as fields that exclude each other.
	compared map[string]bool
}

// fieldSet returns the fields and spreads of a selection set. It returns the same value for
// the same set.
func (m *merger) fieldSet(set ast.SelectionSet) *fieldSet {
	if len(set) == 0 {
		return &fieldSet{}
	}
	if s, ok := m.collected[&set[0]]; ok {
		return s
	}
	s := &fieldSet{}
	s.collect(set)
	if m.collected == nil {
		m.collected = map[*ast.Selection]*fieldSet{}
	}
	m.collected[&set[0]] = s
	return s
}

func (s *fieldSet) collect(set ast.SelectionSet) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			s.fields = append(s.fields, selection)
		case *ast.InlineFragment:
			s.collect(selection.SelectionSet)
		case *ast.FragmentSpread:
			again := func(other *ast.FragmentSpread) bool { return other.Name == selection.Name }
			if !slices.ContainsFunc(s.spreads, again) {
				s.spreads = append(s.spreads, selection)
			}
		}
	}
}

// names returns the distinct response names, in the order of the document.
func (s *fieldSet) names() []string {
	s.group()
	return s.order
}

// named returns the fields with a response name.
func (s *fieldSet) named(name string) []*ast.Field {
	s.group()
	return s.byName[name]
}

func (s *fieldSet) group() {
	if s.byName != nil {
		return
	}
	s.byName = make(map[string][]*ast.Field, len(s.fields))
	for _, field := range s.fields {
		name := responseName(field)
		if s.byName[name] == nil {
			s.order = append(s.order, name)
		}
		s.byName[name] = append(s.byName[name], field)
	}
}

// compareOnce returns whether the fields have not been compared with a fragment yet.
func (s *fieldSet) compareOnce(fragment string, exclusive bool) bool {
	if compared, ok := s.compared[fragment]; ok && (exclusive || !compared) {
		return false
	}
	if s.compared == nil {
		s.compared = map[string]bool{}
	}
	s.compared[fragment] = exclusive
	return true
}
