package syntax

import (
	"github.com/vektah/gqlparser/v2/ast"
)

func (p *parser) document() *ast.QueryDocument {
	doc := &ast.QueryDocument{Position: p.token.position}
	for again := true; again; again = !p.at(endOfFile) {
		p.definition(doc)
	}
	return doc
}

func (p *parser) definition(doc *ast.QueryDocument) {
	start := p.token.position
	if p.at(braceLeft) {
		doc.Operations = append(doc.Operations, &ast.OperationDefinition{
			Operation: ast.Query, Position: start, SelectionSet: p.selectionSet(),
		})
		return
	}
	description, described := p.description()
	if described && p.at(braceLeft) {
		fail(start, "Unexpected description, descriptions are not supported on shorthand queries.")
	}
	switch {
	case p.atKeyword("query"), p.atKeyword("mutation"), p.atKeyword("subscription"):
		doc.Operations = append(doc.Operations, p.operation(description, start))
	case p.atKeyword("fragment"):
		doc.Fragments = append(doc.Fragments, p.fragment(description, start))
	case described && p.at(nameToken):
		fail(start, "Unexpected description, only GraphQL definitions support descriptions.")
	default:
		p.unexpected()
	}
}

func (p *parser) description() (text string, there bool) {
	if p.at(stringToken) || p.at(blockToken) {
		return p.advance().value, true
	}
	return "", false
}

func (p *parser) operation(description string, start *ast.Position) *ast.OperationDefinition {
	op := &ast.OperationDefinition{Description: description, Position: start}
	op.Operation = ast.Operation(p.advance().value)
	if p.at(nameToken) {
		op.Name = p.advance().value
	}
	if p.at(parenLeft) {
		p.some(parenLeft, parenRight, func() {
			op.VariableDefinitions = append(op.VariableDefinitions, p.variableDefinition())
		})
	}
	op.Directives = p.directives(false)
	op.SelectionSet = p.selectionSet()
	return op
}

func (p *parser) fragment(description string, start *ast.Position) *ast.FragmentDefinition {
	f := &ast.FragmentDefinition{Description: description, Position: start}
	p.expectKeyword("fragment")
	f.Name = p.fragmentName()
	p.expectKeyword("on")
	f.TypeCondition = p.expect(nameToken).value
	f.Directives = p.directives(false)
	f.SelectionSet = p.selectionSet()
	return f
}

func (p *parser) fragmentName() string {
	if p.atKeyword("on") {
		p.unexpected()
	}
	return p.expect(nameToken).value
}
