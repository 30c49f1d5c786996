package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
)

// lexer splits a document into tokens.
//
// It replaces gqlparser's lexer, which:
//   - rejects control characters in comments and strings;
//   - reads 1a as two tokens, where the specification rejects it;
//   - reports the column of a string, and every column after CRLF, one too high;
//   - counts the first line of a block string for the common indentation;
//   - accepts a fourth quotation mark at the end of a block string.
//
// It can be removed when all of these are fixed.
type lexer struct {
	source *ast.Source
	text   string
	// end is the offset after the last token.
	end int
	// line is the number of the line of end.
	line int
	// columnAt is an offset in that line, and column its column.
	columnAt, column int
}

func newLexer(text string) *lexer {
	return &lexer{source: &ast.Source{Input: text}, text: text, line: 1, column: 1}
}

// next reads the next token. At the end of the text it returns endOfFile. It panics with a
// syntaxError.
func (l *lexer) next() token {
	l.skipIgnored()
	start := l.end
	position := l.positionAt(start)
	if start == len(l.text) {
		return token{endOfFile, "", position}
	}
	c := l.text[start]
	if kind, ok := punctuators[c]; ok {
		return l.token(kind, position, start+1, "")
	}
	switch {
	case isNameStart(c):
		end := start + 1
		for end < len(l.text) && (isNameStart(l.text[end]) || isDigit(l.text[end])) {
			end++
		}
		return l.token(nameToken, position, end, l.text[start:end])
	case c == '-' || isDigit(c):
		return l.number(position)
	case strings.HasPrefix(l.text[start:], `"""`):
		return l.blockString(position)
	case c == '"':
		return l.string(position)
	case strings.HasPrefix(l.text[start:], "..."):
		return l.token(spread, position, start+3, "")
	case c == '\'':
		fail(position, `Unexpected single quote character ('), did you mean to use a double quote (")?`)
	}
	fail(position, "Unexpected character: %s.", l.characterAt(start))
	return token{}
}

func (l *lexer) token(kind tokenKind, position *ast.Position, end int, value string) token {
	l.end, position.End = end, end
	return token{kind, value, position}
}

// skipIgnored skips white space, commas, byte order marks and comments.
func (l *lexer) skipIgnored() {
	for l.end < len(l.text) {
		switch c := l.text[l.end]; {
		case c == ' ' || c == '\t' || c == ',':
			l.end++
		case c == '\n' || c == '\r':
			l.newLine(afterLineEnd(l.text, l.end))
		case c == '#':
			for l.end < len(l.text) && l.text[l.end] != '\n' && l.text[l.end] != '\r' {
				l.end++
			}
		case strings.HasPrefix(l.text[l.end:], "\ufeff"):
			l.end += len("\ufeff")
		default:
			return
		}
	}
}

// afterLineEnd returns the offset after the line terminator at i: CR, LF or CRLF.
func afterLineEnd(text string, i int) int {
	if strings.HasPrefix(text[i:], "\r\n") {
		return i + 2
	}
	return i + 1
}

func (l *lexer) newLine(start int) {
	l.line++
	l.end, l.columnAt, l.column = start, start, 1
}

// positionAt returns the position of an offset in the current line. Columns are
// counted in UTF-16 code units, as in graphql-js and in editors. Calls for one line
// must not go backwards, so that each line is scanned only once.
func (l *lexer) positionAt(offset int) *ast.Position {
	for _, r := range l.text[l.columnAt:offset] {
		l.column++
		if r > 0xFFFF {
			l.column++
		}
	}
	l.columnAt = offset
	return &ast.Position{Start: offset, End: offset, Line: l.line, Column: l.column, Src: l.source}
}

// byteAt returns the byte at an offset, or 0 at the end.
func (l *lexer) byteAt(i int) byte {
	if i < len(l.text) {
		return l.text[i]
	}
	return 0
}

// characterAt describes the character at an offset.
func (l *lexer) characterAt(i int) string {
	if i >= len(l.text) {
		return string(endOfFile)
	}
	r, _ := utf8.DecodeRuneInString(l.text[i:])
	switch {
	case r == '"':
		return `'"'`
	case r >= ' ' && r <= '~':
		return fmt.Sprintf(`"%c"`, r)
	}
	return fmt.Sprintf("U+%04X", r)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isNameStart(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
