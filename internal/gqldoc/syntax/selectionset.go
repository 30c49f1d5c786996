package syntax

import (
	"github.com/vektah/gqlparser/v2/ast"
)

func (p *parser) selectionSet() ast.SelectionSet {
	var set ast.SelectionSet
	p.some(braceLeft, braceRight, func() {
		if p.at(spread) {
			set = append(set, p.spread())
		} else {
			set = append(set, p.field())
		}
	})
	return set
}

func (p *parser) field() *ast.Field {
	f := &ast.Field{Position: p.token.position}
	f.Alias = p.expect(nameToken).value
	f.Name = f.Alias
	if p.skip(colon) {
		f.Name = p.expect(nameToken).value
	}
	f.Arguments = p.arguments(false)
	f.Directives = p.directives(false)
	if p.at(braceLeft) {
		f.SelectionSet = p.selectionSet()
	}
	return f
}

// spread reads a fragment spread or an inline fragment.
func (p *parser) spread() ast.Selection {
	start := p.expect(spread).position
	typed := p.atKeyword("on")
	if p.at(nameToken) && !typed {
		return &ast.FragmentSpread{Position: start, Name: p.fragmentName(), Directives: p.directives(false)}
	}
	f := &ast.InlineFragment{Position: start}
	if typed {
		p.advance()
		f.TypeCondition = p.expect(nameToken).value
	}
	f.Directives = p.directives(false)
	f.SelectionSet = p.selectionSet()
	return f
}
