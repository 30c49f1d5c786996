// Package syntax parses GraphQL documents of operations and fragments.
package syntax

import (
	"errors"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/models"
)

// maxNesting is how deep selection sets, values and types may be nested in a
// document. Every walk over the tree recurses once per level.
const maxNesting = 500

// Parse parses a document of operations and fragments with at most maxTokens lexical
// tokens. An error is a *gqlerror.Error with the location, and wraps a *models.Error.
//
// It replaces gqlparser's parser, which accepts a quoted "on", variables in the
// directives of variable definitions, and variable definitions of fragments. None of
// these is in the specification. It can be removed when gqlparser rejects them and
// lexer can be removed.
func Parse(text string, maxTokens int) (doc *ast.QueryDocument, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, refusalOf(r)
		}
	}()
	p := &parser{lexer: newLexer(text), maxTokens: maxTokens}
	p.advance()
	return p.document(), nil
}

// refusalOf returns the error for a panic of the parser. It repeats any other panic.
func refusalOf(recovered any) error {
	cause, _ := recovered.(error)
	var refusal *models.Error
	if syntax, ok := errors.AsType[*syntaxError](cause); ok {
		refusal = models.Invalid("", "The document is not GraphQL: %s", syntax.message)
		return &gqlerror.Error{Err: refusal, Message: refusal.Message, Locations: docerror.Locations(syntax.position)}
	}
	if errors.As(cause, &refusal) {
		return gqlerror.Wrap(refusal)
	}
	panic(recovered)
}

// parser is a recursive descent parser. It ends at the first error with a panic, which
// Parse recovers: a syntaxError, or a models.Error for a limit.
type parser struct {
	*lexer
	// token is the next token.
	token     token
	tokens    int
	maxTokens int
	nesting   int
}

func (p *parser) advance() token {
	read := p.token
	p.token = p.next()
	if p.token.kind == endOfFile {
		return read
	}
	if p.tokens++; p.tokens > p.maxTokens {
		tooMuch(p.tokens, p.maxTokens, "The document has more than %d tokens.")
	}
	return read
}

// tooMuch reports a document that exceeds a limit.
func tooMuch(cost, limit int, message string) {
	panic(&models.Error{
		Code: models.QueryTooComplex, Message: fmt.Sprintf(message, limit), Extensions: map[string]any{"cost": cost, "limit": limit},
	})
}

func (p *parser) at(kind tokenKind) bool { return p.token.kind == kind }

func (p *parser) atKeyword(word string) bool {
	return p.token.kind == nameToken && p.token.value == word
}

func (p *parser) expect(kind tokenKind) token {
	if !p.at(kind) {
		fail(p.token.position, "Expected %s, found %s.", kind, p.token.describe())
	}
	return p.advance()
}

func (p *parser) expectKeyword(word string) {
	if !p.atKeyword(word) {
		fail(p.token.position, `Expected "%s", found %s.`, word, p.token.describe())
	}
	p.advance()
}

// skip consumes the next token if it is of the kind.
func (p *parser) skip(kind tokenKind) bool {
	there := p.at(kind)
	if there {
		p.advance()
	}
	return there
}

func (p *parser) unexpected() {
	fail(p.token.position, "Unexpected %s.", p.token.describe())
}

// some reads one or more items between two tokens.
func (p *parser) some(open, end tokenKind, item func()) {
	p.expect(open)
	p.nest()
	for again := true; again; again = !p.skip(end) {
		item()
	}
	p.nesting--
}

// any reads zero or more items between two tokens.
func (p *parser) any(open, end tokenKind, item func()) {
	p.expect(open)
	p.nest()
	for !p.skip(end) {
		item()
	}
	p.nesting--
}

func (p *parser) nest() {
	if p.nesting++; p.nesting > maxNesting {
		tooMuch(p.nesting, maxNesting, "The document is nested more than %d levels deep.")
	}
}

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
