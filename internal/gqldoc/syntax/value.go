package syntax

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

var literalKinds = map[tokenKind]ast.ValueKind{
	intToken: ast.IntValue, floatToken: ast.FloatValue, stringToken: ast.StringValue, blockToken: ast.BlockValue, nameToken: ast.EnumValue,
}

func (p *parser) value(constant bool) *ast.Value {
	v := &ast.Value{Position: p.token.position}
	switch {
	case p.at(bracketLeft):
		v.Kind = ast.ListValue
		p.any(bracketLeft, bracketEnd, func() {
			v.Children = append(v.Children, &ast.ChildValue{Position: p.token.position, Value: p.value(constant)})
		})
		return v
	case p.at(braceLeft):
		v.Kind = ast.ObjectValue
		p.any(braceLeft, braceRight, func() { v.Children = append(v.Children, p.objectField(constant)) })
		return v
	case p.at(dollar) && constant:
		read := p.advance()
		if p.at(nameToken) {
			fail(v.Position, `Unexpected variable "$%s" in constant value.`, docerror.Shorten(p.token.value))
		}
		fail(v.Position, "Unexpected %s.", read.describe())
	case p.at(dollar):
		v.Kind, v.Raw = ast.Variable, p.variable()
		return v
	}
	kind, ok := literalKinds[p.token.kind]
	if !ok {
		p.unexpected()
	}
	v.Kind, v.Raw = kind, p.advance().value
	if kind == ast.EnumValue {
		switch v.Raw {
		case "true", "false":
			v.Kind = ast.BooleanValue
		case "null":
			v.Kind = ast.NullValue
		}
	}
	return v
}

func (p *parser) objectField(constant bool) *ast.ChildValue {
	f := &ast.ChildValue{Position: p.token.position}
	f.Name = p.expect(nameToken).value
	p.expect(colon)
	f.Value = p.value(constant)
	return f
}
