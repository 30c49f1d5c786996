package syntax

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// tokenKind is the kind of a lexical token, as error messages name it.
type tokenKind string

const (
	endOfFile   tokenKind = "<EOF>"
	bang        tokenKind = `"!"`
	dollar      tokenKind = `"$"`
	ampersand   tokenKind = `"&"`
	parenLeft   tokenKind = `"("`
	parenRight  tokenKind = `")"`
	spread      tokenKind = `"..."`
	colon       tokenKind = `":"`
	equals      tokenKind = `"="`
	at          tokenKind = `"@"`
	bracketLeft tokenKind = `"["`
	bracketEnd  tokenKind = `"]"`
	braceLeft   tokenKind = `"{"`
	braceRight  tokenKind = `"}"`
	pipe        tokenKind = `"|"`
	nameToken   tokenKind = "Name"
	intToken    tokenKind = "Int"
	floatToken  tokenKind = "Float"
	stringToken tokenKind = "String"
	blockToken  tokenKind = "BlockString"
)

// punctuators are the tokens of one character.
var punctuators = map[byte]tokenKind{
	'!': bang, '$': dollar, '&': ampersand, '(': parenLeft, ')': parenRight, ':': colon, '=': equals, '@': at,
	'[': bracketLeft, ']': bracketEnd, '{': braceLeft, '}': braceRight, '|': pipe,
}

// token is a lexical token. The value of a string has no quotes and no escapes.
type token struct {
	kind     tokenKind
	value    string
	position *ast.Position
}

// describe returns the token for a message.
func (t token) describe() string {
	switch t.kind {
	case nameToken, intToken, floatToken, stringToken, blockToken:
		return fmt.Sprintf(`%s "%s"`, t.kind, docerror.Shorten(t.value))
	}
	return string(t.kind)
}
