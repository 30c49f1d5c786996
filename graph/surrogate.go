package graph

import (
	"regexp"
	"strings"
)

var (
	surrogatePair = regexp.MustCompile(`(?i)\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}`)
	// A backslash before the escape may itself be escaped.
	surrogateHalf = regexp.MustCompile(`(?i)(?:^|[^\\])(?:\\\\)*\\ud[89a-f]`)
)

// escapesHalfCharacter says whether a document escapes a surrogate without the
// other half of its pair. The parser would make U+FFFD of it, and so one name of
// many.
func escapesHalfCharacter(text string) bool {
	return strings.Contains(text, `\u`) && surrogateHalf.MatchString(surrogatePair.ReplaceAllString(text, " "))
}
