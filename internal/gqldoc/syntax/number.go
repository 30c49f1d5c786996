package syntax

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// number reads an Int or a Float. Neither may be followed by a letter or a dot.
func (l *lexer) number(position *ast.Position) token {
	i, kind := position.Start, intToken
	if l.byteAt(i) == '-' {
		i++
	}
	if l.byteAt(i) == '0' {
		if i++; isDigit(l.byteAt(i)) {
			fail(l.positionAt(i), "Invalid number, unexpected digit after 0: %s.", l.characterAt(i))
		}
	} else {
		i = l.digits(i)
	}
	if l.byteAt(i) == '.' {
		kind, i = floatToken, l.digits(i+1)
	}
	if c := l.byteAt(i); c == 'e' || c == 'E' {
		i++
		if c := l.byteAt(i); c == '+' || c == '-' {
			i++
		}
		kind, i = floatToken, l.digits(i)
	}
	if c := l.byteAt(i); c == '.' || isNameStart(c) {
		fail(l.positionAt(i), "Invalid number, expected digit but got: %s.", l.characterAt(i))
	}
	return l.token(kind, position, i, l.text[position.Start:i])
}

// digits returns the offset after one or more digits at i.
func (l *lexer) digits(i int) int {
	if !isDigit(l.byteAt(i)) {
		fail(l.positionAt(i), "Invalid number, expected digit but got: %s.", l.characterAt(i))
	}
	for isDigit(l.byteAt(i)) {
		i++
	}
	return i
}
