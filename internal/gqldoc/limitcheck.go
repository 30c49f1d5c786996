package gqldoc

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/responsefields"
	"github.com/itemactivity/itemactivity/models"
)

// checkDocument rejects a document that would be expensive to validate. It reads each
// selection of the document once, and then as much of the response's shape as the limits
// allow. Its work does not grow faster than the document.
func (l Limits) checkDocument(doc *ast.QueryDocument) error {
	if err := l.check("operations", len(doc.Operations), l.Operations); err != nil {
		return err
	}
	if err := l.check("fragments", len(doc.Fragments), l.Fragments); err != nil {
		return err
	}
	var u usage
	for _, op := range doc.Operations {
		u.directives += len(op.Directives)
		for _, v := range op.VariableDefinitions {
			u.directives += len(v.Directives)
		}
		u.add(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		u.directives += len(f.Directives)
		u.add(f.SelectionSet)
	}
	if err := l.check("aliases", u.aliases, l.Aliases); err != nil {
		return err
	}
	if err := l.check("directives", u.directives, l.Directives); err != nil {
		return err
	}
	for _, op := range doc.Operations {
		if err := l.checkShape(doc, op); err != nil {
			return err
		}
	}
	return nil
}

func (Limits) check(what string, n, limit int) error {
	if n <= limit {
		return nil
	}
	return TooComplex(n, limit, "The document has %d %s; the maximum is %d.", n, what, limit)
}

// TooComplex returns QUERY_TOO_COMPLEX with the requested cost and the limit as extensions.
func TooComplex(requested, limit int, format string, args ...any) error {
	return &models.Error{
		Code: models.QueryTooComplex, Message: fmt.Sprintf(format, args...),
		Extensions: map[string]any{"cost": requested, "limit": limit},
	}
}

// usage counts parts of a document that need few bytes and much processor time.
type usage struct{ aliases, directives int }

func (u *usage) add(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if s.Alias != s.Name {
				u.aliases++
			}
			u.directives += len(s.Directives)
			u.add(s.SelectionSet)
		case *ast.InlineFragment:
			u.directives += len(s.Directives)
			u.add(s.SelectionSet)
		case *ast.FragmentSpread:
			u.directives += len(s.Directives)
		}
	}
}

// checkShape checks the root fields and the depth of the response, and the number of
// comparisons that are needed to merge fields with the same response name.
func (l Limits) checkShape(doc *ast.QueryDocument, op *ast.OperationDefinition) error {
	c := responsefields.Collector{Fragments: doc.Fragments}
	root := c.Collect(op.SelectionSet)
	if err := l.check("root fields", len(root), l.RootFields); err != nil {
		return err
	}
	return l.checkLevel(&c, root, 1)
}

func (l Limits) checkLevel(c *responsefields.Collector, level []responsefields.Field, depth int) error {
	if depth > l.Depth {
		return TooComplex(depth, l.Depth, "The response would be nested more than %d levels deep.", l.Depth)
	}
	for _, field := range level {
		c.Steps += len(field.Fields) * (len(field.Fields) - 1) / 2
	}
	if c.Steps > l.Merges {
		return TooComplex(c.Steps, l.Merges, "The document selects the same fields too often, directly or through fragments.")
	}
	for _, field := range level {
		below := c.Collect(field.Selections()...)
		if len(below) == 0 {
			continue
		}
		if err := l.checkLevel(c, below, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// checkOperation checks the estimated cost of an operation, and the number of rows that it
// records.
func (l Limits) checkOperation(op *Operation) error {
	if total := op.Estimate.Cost; total > l.Complexity {
		return TooComplex(total, l.Complexity,
			"The estimated cost of the operation is %d; the maximum is %d. Request smaller pages or fewer fields.", total, l.Complexity)
	}
	if rows := op.Estimate.Rows; rows > models.MaxBulk {
		return TooComplex(rows, models.MaxBulk,
			"The request would record %d activities; the maximum is %d.", rows, models.MaxBulk)
	}
	return nil
}
