package cli

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
)

// userinfo is the part of a URL that may hold a password. An operator can
// mistype a database URL into any place of the command line, and its error
// goes to terminals and journals.
var userinfo = regexp.MustCompile(`://\S*@`)

// reportError writes the error as one line, whatever it quotes.
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
