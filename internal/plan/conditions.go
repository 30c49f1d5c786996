package plan

import "github.com/vektah/gqlparser/v2/ast"

// conditionsOf returns the variables in the directives @skip and @include of an operation, each
// once.
func conditionsOf(doc *ast.QueryDocument, op *ast.OperationDefinition) []*ast.Value {
	c := conditionCollector{doc: doc, entered: map[string]bool{}, known: map[string]bool{}}
	c.selections(op.SelectionSet)
	return c.found
}

type conditionCollector struct {
	doc *ast.QueryDocument
	// entered has the names of the fragments that were read, and known those of the variables.
	entered, known map[string]bool
	found          []*ast.Value
}

func (c *conditionCollector) selections(set ast.SelectionSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			c.directives(s.Directives)
			c.selections(s.SelectionSet)
		case *ast.InlineFragment:
			c.directives(s.Directives)
			c.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			c.directives(s.Directives)
			if fragment := c.doc.Fragments.ForName(s.Name); fragment != nil && !c.entered[s.Name] {
				c.entered[s.Name] = true
				c.selections(fragment.SelectionSet)
			}
		}
	}
}

func (c *conditionCollector) directives(list ast.DirectiveList) {
	for _, d := range list {
		for _, a := range d.Arguments {
			if a.Value.Kind == ast.Variable && !c.known[a.Value.Raw] {
				c.known[a.Value.Raw] = true
				c.found = append(c.found, a.Value)
			}
		}
	}
}
