package syntax

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// directives reads the directives at the next token. Constant ones have no variables.
func (p *parser) directives(constant bool) ast.DirectiveList {
	var list ast.DirectiveList
	for p.at(at) {
		d := &ast.Directive{Position: p.advance().position}
		d.Name = p.expect(nameToken).value
		d.Arguments = p.arguments(constant)
		list = append(list, d)
	}
	return list
}

func (p *parser) arguments(constant bool) ast.ArgumentList {
	if !p.at(parenLeft) {
		return nil
	}
	var list ast.ArgumentList
	p.some(parenLeft, parenRight, func() {
		a := &ast.Argument{Position: p.token.position}
		a.Name = p.expect(nameToken).value
		p.expect(colon)
		a.Value = p.value(constant)
		list = append(list, a)
	})
	return list
}
