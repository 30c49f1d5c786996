// Package syntax parses GraphQL documents of operations and fragments.
package syntax

import (
	"github.com/vektah/gqlparser/v2/ast"
)

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
			doc, err = nil, parseError(r)
		}
	}()
	p := &parser{lexer: newLexer(text), maxTokens: maxTokens}
	p.advance()
	return p.document(), nil
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
		failLimit(p.tokens, p.maxTokens, "The document has more than %d tokens.")
	}
	return read
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
