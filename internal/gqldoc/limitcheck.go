package gqldoc

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/responsefields"
	"github.com/itemactivity/itemactivity/models"
)

// guard refuses a document that would be costly to validate. It reads each
// selection of the document once, and then as much of the answer's shape as its
// budget allows: nothing it does grows faster than the document.
func (l Limits) guard(doc *ast.QueryDocument) error {
	if err := l.check("operations", len(doc.Operations), l.Operations); err != nil {
		return err
	}
	if err := l.check("fragments", len(doc.Fragments), l.Fragments); err != nil {
		return err
	}
	var c counts
	for _, op := range doc.Operations {
		c.directives += len(op.Directives)
		for _, v := range op.VariableDefinitions {
			c.directives += len(v.Directives)
		}
		c.add(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		c.directives += len(f.Directives)
		c.add(f.SelectionSet)
	}
	if err := l.check("aliases", c.aliases, l.Aliases); err != nil {
		return err
	}
	if err := l.check("directives", c.directives, l.Directives); err != nil {
		return err
	}
	for _, op := range doc.Operations {
		if err := l.guardShape(doc, op); err != nil {
			return err
		}
	}
	return nil
}

func (Limits) check(what string, n, limit int) error {
	if n <= limit {
		return nil
	}
	return TooComplex(n, limit, "The document has %d %s; at most %d are allowed.", n, what, limit)
}

// TooComplex returns QUERY_TOO_COMPLEX with what was asked for and how much may be.
func TooComplex(cost, limit int, format string, args ...any) error {
	return &models.Error{
		Code: models.QueryTooComplex, Message: fmt.Sprintf(format, args...),
		Extensions: map[string]any{"cost": cost, "limit": limit},
	}
}

// counts is how often a document uses what is cheap to write and costly to
// serve.
type counts struct{ aliases, directives int }

func (c *counts) add(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if s.Alias != s.Name {
				c.aliases++
			}
			c.directives += len(s.Directives)
			c.add(s.SelectionSet)
		case *ast.InlineFragment:
			c.directives += len(s.Directives)
			c.add(s.SelectionSet)
		case *ast.FragmentSpread:
			c.directives += len(s.Directives)
		}
	}
}

// guardShape bounds the answer's shape: its depth, its root fields, and the
// comparisons that it takes to merge the fields of equal name.
func (l Limits) guardShape(doc *ast.QueryDocument, op *ast.OperationDefinition) error {
	m := responsefields.Collector{Fragments: doc.Fragments}
	root := m.Collect(op.SelectionSet)
	if err := l.check("root fields", len(root), l.RootFields); err != nil {
		return err
	}
	return l.guardLevel(&m, root, 1)
}

func (l Limits) guardLevel(m *responsefields.Collector, level []responsefields.Field, depth int) error {
	if depth > l.Depth {
		return TooComplex(depth, l.Depth, "The answer would be nested more than %d levels deep.", l.Depth)
	}
	for _, field := range level {
		m.Steps += len(field.Fields) * (len(field.Fields) - 1) / 2
	}
	if m.Steps > l.Merges {
		return TooComplex(m.Steps, l.Merges, "The document repeats its fields too often, by itself or through its fragments.")
	}
	for _, field := range level {
		below := m.Collect(field.Selections()...)
		if len(below) == 0 {
			continue
		}
		if err := l.guardLevel(m, below, depth+1); err != nil {
			return err
		}
	}
	return nil
}
