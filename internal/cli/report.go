package cli

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
)

// userinfo is the part of a URL that can hold a password. Errors are written to terminals
// and logs, and a URL with a password may be anywhere on a mistyped command line.
var userinfo = regexp.MustCompile(`://\S*@`)

// maxReport is the number of characters of an error that are reported.
const maxReport = 1000

// reportError writes an error as one line and returns the exit code.
func reportError(stderr io.Writer, err error, code int) int {
	text := strings.ReplaceAll(userinfo.ReplaceAllString(err.Error(), "://"), "\n", "; ")
	line := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
	_, _ = fmt.Fprintln(stderr, "itemactivity: "+shorten(line)) // the exit code tells it as well
	return code
}

// shorten replaces the middle of a long text by dots.
func shorten(text string) string {
	characters := []rune(text)
	if len(characters) <= maxReport {
		return text
	}
	const kept = maxReport / 2
	return string(characters[:kept]) + " ... " + string(characters[len(characters)-kept:])
}
