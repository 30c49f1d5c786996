package cli

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
)

// userinfo is the part of a URL that may hold a password. The URL of a database can
// be mistyped anywhere on the command line, and errors go to terminals and journals.
var userinfo = regexp.MustCompile(`://\S*@`)

// reportError writes the error as one line and returns the code.
func reportError(stderr io.Writer, err error, code int) int {
	text := strings.ReplaceAll(userinfo.ReplaceAllString(err.Error(), "://"), "\n", "; ")
	line := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
	_, _ = fmt.Fprintln(stderr, "itemactivity: "+line) // the exit code says the same
	return code
}
