package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// overlappingFieldsCanBeMerged checks that fields with the same response name are the
// same field with the same arguments, unless they never apply to the same object.
//
// It replaces gqlparser's rule, which:
//   - reports the location of only one of the fields;
//   - compares fields without a definition, which are errors by themselves, only in part.
//
// It can be removed when both are fixed.
var overlappingFieldsCanBeMerged = core.Rule{
	Name: "OverlappingFieldsCanBeMerged",
	RuleFunc: func(events *core.Events, addError core.AddErrFunc) {
		m := &merger{addError: addError}
		events.OnOperation(func(walker *core.Walker, op *ast.OperationDefinition) {
			m.schema = walker.Schema
			m.visit(op.SelectionSet)
		})
		events.OnFragment(func(walker *core.Walker, f *ast.FragmentDefinition) {
			m.schema = walker.Schema
			m.visit(f.SelectionSet)
		})
	},
}

// merger compares the fields of a document. It compares each pair of fragments only once, so
// that the work is limited even if fragments spread each other.
type merger struct {
	schema    *ast.Schema
	addError  core.AddErrFunc
	collected map[*ast.Selection]*fieldSet
	compared  map[fragmentPair]bool
	scratch   fieldSet
}

// fragmentPair has the names of two fragments.
type fragmentPair struct{ one, other string }

// visit checks a selection set and the selection sets inside it, but does not enter fragments.
func (m *merger) visit(set ast.SelectionSet) {
	if m.mayConflict(set) {
		for _, c := range m.within(set) {
			c.report(m.addError)
		}
	}
	m.descend(set)
}

// descend visits the selection sets of the fields. An inline fragment belongs to the set
// around it.
func (m *merger) descend(set ast.SelectionSet) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			if len(selection.SelectionSet) > 0 {
				m.visit(selection.SelectionSet)
			}
		case *ast.InlineFragment:
			m.descend(selection.SelectionSet)
		}
	}
}

// mayConflict returns whether a set has two fields with the same response name, or a fragment
// spread and another selection. Most sets have neither.
func (m *merger) mayConflict(set ast.SelectionSet) bool {
	m.scratch.fields, m.scratch.spreads = m.scratch.fields[:0], m.scratch.spreads[:0]
	m.scratch.collect(set)
	if spreads := len(m.scratch.spreads); spreads > 0 {
		return spreads+len(m.scratch.fields) > 1
	}
	return !distinct(m.scratch.fields, responseName)
}

func responseName(field *ast.Field) string { return field.Alias }

// within returns the conflicts in one selection set.
func (m *merger) within(set ast.SelectionSet) []*conflict {
	var found []*conflict
	s := m.fieldSet(set)
	for _, same := range duplicates(s.fields, responseName) {
		for i, one := range same {
			for _, other := range same[i+1:] {
				found = m.fields(found, false, one, other)
			}
		}
	}
	for i, spread := range s.spreads {
		found = m.setAndFragment(found, false, s, spread)
		for _, other := range s.spreads[i+1:] {
			found = m.fragments(found, false, spread, other)
		}
	}
	return found
}

// between returns the conflicts of the selection sets of two fields.
func (m *merger) between(exclusive bool, one, other ast.SelectionSet) []*conflict {
	a, b := m.fieldSet(one), m.fieldSet(other)
	found := m.sets(nil, exclusive, a, b)
	for _, spread := range b.spreads {
		found = m.setAndFragment(found, exclusive, a, spread)
	}
	for _, spread := range a.spreads {
		found = m.setAndFragment(found, exclusive, b, spread)
	}
	for _, spread := range a.spreads {
		for _, other := range b.spreads {
			found = m.fragments(found, exclusive, spread, other)
		}
	}
	return found
}

// sets adds the conflicts of the fields of two selection sets, without fragments.
func (m *merger) sets(found []*conflict, exclusive bool, a, b *fieldSet) []*conflict {
	for _, name := range a.names() {
		others := b.named(name)
		if len(others) == 0 {
			continue
		}
		for _, one := range a.named(name) {
			for _, other := range others {
				found = m.fields(found, exclusive, one, other)
			}
		}
	}
	return found
}

// setAndFragment adds the conflicts of a selection set and a fragment.
func (m *merger) setAndFragment(found []*conflict, exclusive bool, s *fieldSet, spread *ast.FragmentSpread) []*conflict {
	if len(s.fields) == 0 || spread.Definition == nil || !s.compareOnce(spread.Name, exclusive) {
		return found
	}
	fragment := m.fieldSet(spread.Definition.SelectionSet)
	if fragment == s {
		return found
	}
	found = m.sets(found, exclusive, s, fragment)
	for _, inner := range fragment.spreads {
		found = m.setAndFragment(found, exclusive, s, inner)
	}
	return found
}

// fragments adds the conflicts of two fragments.
func (m *merger) fragments(found []*conflict, exclusive bool, a, b *ast.FragmentSpread) []*conflict {
	if a.Name == b.Name || a.Definition == nil || b.Definition == nil || !m.compareOnce(a.Name, b.Name, exclusive) {
		return found
	}
	one, other := m.fieldSet(a.Definition.SelectionSet), m.fieldSet(b.Definition.SelectionSet)
	found = m.sets(found, exclusive, one, other)
	for _, inner := range other.spreads {
		found = m.fragments(found, exclusive, a, inner)
	}
	for _, inner := range one.spreads {
		found = m.fragments(found, exclusive, inner, b)
	}
	return found
}

// compareOnce returns whether two fragments have not been compared yet, and remembers them. A
// comparison of fields that may apply to the same object includes the comparison of fields
// that exclude each other.
func (m *merger) compareOnce(one, other string, exclusive bool) bool {
	pair := fragmentPair{min(one, other), max(one, other)}
	if compared, ok := m.compared[pair]; ok && (exclusive || !compared) {
		return false
	}
	if m.compared == nil {
		m.compared = map[fragmentPair]bool{}
	}
	m.compared[pair] = exclusive
	return true
}
