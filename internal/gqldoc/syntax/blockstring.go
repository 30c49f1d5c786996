package syntax

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// blockString reads a block string. It ends at the next three quotation marks that do not
// follow a backslash.
func (l *lexer) blockString(position *ast.Position) token {
	const marks = `"""`
	var lines []string
	var line strings.Builder
	i := position.Start + len(marks)
	chunk := i
	for i < len(l.text) {
		switch rest := l.text[i:]; {
		case strings.HasPrefix(rest, marks):
			line.WriteString(l.text[chunk:i])
			lines = append(lines, line.String())
			return l.token(blockToken, position, i+len(marks), strings.Join(dedent(lines), "\n"))
		case strings.HasPrefix(rest, `\`+marks):
			line.WriteString(l.text[chunk:i])
			chunk = i + 1
			i = chunk + len(marks)
		case rest[0] == '\n' || rest[0] == '\r':
			line.WriteString(l.text[chunk:i])
			lines = append(lines, line.String())
			line.Reset()
			l.newLine(afterLineEnd(l.text, i))
			i, chunk = l.end, l.end
		default:
			i++
		}
	}
	fail(l.positionAt(i), "Unterminated string.")
	return token{}
}

// dedent removes the common indentation of all lines except the first, and the blank
// lines at the beginning and at the end.
func dedent(lines []string) []string {
	common, first, last := -1, len(lines), -1
	for i, line := range lines {
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		if indent == len(line) {
			continue
		}
		first, last = min(first, i), i
		if i > 0 && (common < 0 || indent < common) {
			common = indent
		}
	}
	if last < 0 {
		return nil
	}
	for i := 1; i <= last; i++ {
		lines[i] = lines[i][min(max(common, 0), len(lines[i])):]
	}
	return lines[first : last+1]
}
