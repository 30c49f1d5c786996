package syntax

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
)

// string reads a quoted string. It may contain any character except a line
// terminator.
func (l *lexer) string(position *ast.Position) token {
	var b strings.Builder
	i := position.Start + 1
	chunk := i
	for i < len(l.text) {
		switch l.text[i] {
		case '"':
			if chunk == position.Start+1 {
				// Without escapes the value is a part of the text.
				return l.token(stringToken, position, i+1, l.text[chunk:i])
			}
			b.WriteString(l.text[chunk:i])
			return l.token(stringToken, position, i+1, b.String())
		case '\\':
			b.WriteString(l.text[chunk:i])
			r, size := l.escape(i)
			b.WriteRune(r)
			i += size
			chunk = i
		case '\n', '\r':
			fail(l.positionAt(i), "Unterminated string.")
		default:
			i++
		}
	}
	fail(l.positionAt(i), "Unterminated string.")
	return token{}
}

var escaped = map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads an escape sequence and returns its character and size.
func (l *lexer) escape(i int) (r rune, size int) {
	if l.byteAt(i+1) == 'u' {
		if l.byteAt(i+2) == '{' {
			return l.bracedEscape(i)
		}
		return l.plainEscape(i)
	}
	r, ok := escaped[l.byteAt(i+1)]
	if !ok {
		fail(l.positionAt(i), `Invalid character escape sequence: "%s".`, l.quote(i, 2))
	}
	return r, 2
}

// bracedEscape reads an escape such as \u{1F600}, with up to eight digits.
func (l *lexer) bracedEscape(i int) (r rune, size int) {
	const longest = len(`\u{00000000}`)
	part := l.text[i:min(i+longest, len(l.text))]
	digits, _, closed := strings.Cut(part[len(`\u{`):], "}")
	code, err := strconv.ParseUint(digits, 16, 32)
	if !closed || err != nil || code > utf8.MaxRune || !utf8.ValidRune(rune(code)) {
		fail(l.positionAt(i), `Invalid Unicode escape sequence: "%s".`, l.quote(i, longest))
	}
	return rune(code), len(`\u{}`) + len(digits)
}

// plainEscape reads an escape such as \u00E9, or two that form a surrogate pair. A
// single surrogate is an error.
func (l *lexer) plainEscape(i int) (r rune, size int) {
	const one = len(`\u0000`)
	high, ok := l.fourDigits(i)
	switch {
	case ok && !utf16.IsSurrogate(high):
		return high, one
	case ok:
		if low, ok := l.fourDigits(i + one); ok {
			if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
				return r, 2 * one
			}
		}
		fail(l.positionAt(i), `Invalid Unicode escape sequence: "%s". It is half of a surrogate pair.`, l.quote(i, one))
	}
	fail(l.positionAt(i), `Invalid Unicode escape sequence: "%s".`, l.quote(i, one))
	return 0, 0
}

func (l *lexer) fourDigits(i int) (r rune, ok bool) {
	if i+6 > len(l.text) || l.text[i] != '\\' || l.text[i+1] != 'u' {
		return 0, false
	}
	code, err := strconv.ParseUint(l.text[i+2:i+6], 16, 16)
	return rune(code), err == nil
}

// quote returns a part of the text for a message, without incomplete characters.
func (l *lexer) quote(i, size int) string {
	return strings.ToValidUTF8(l.text[i:min(i+size, len(l.text))], "")
}
