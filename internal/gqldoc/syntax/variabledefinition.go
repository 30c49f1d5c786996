package syntax

import (
	"github.com/vektah/gqlparser/v2/ast"
)

func (p *parser) variableDefinition() *ast.VariableDefinition {
	v := &ast.VariableDefinition{Position: p.token.position}
	v.Description, _ = p.description()
	v.Variable = p.variable()
	p.expect(colon)
	v.Type = p.typeReference()
	if p.skip(equals) {
		v.DefaultValue = p.value(true)
	}
	v.Directives = p.directives(true)
	return v
}

func (p *parser) variable() string {
	p.expect(dollar)
	return p.expect(nameToken).value
}

func (p *parser) typeReference() *ast.Type {
	t := &ast.Type{Position: p.token.position}
	if p.skip(bracketLeft) {
		p.nest()
		t.Elem = p.typeReference()
		p.expect(bracketEnd)
		p.nesting--
	} else {
		t.NamedType = p.expect(nameToken).value
	}
	t.NonNull = p.skip(bang)
	return t
}
