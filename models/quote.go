package models

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Quote returns a text in quotation marks for a message. The result is a valid string in both
// JSON and GraphQL. Characters that cannot be printed are escaped. Invalid UTF-8 is replaced
// by U+FFFD.
func Quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch i := strings.IndexRune("\"\\\b\f\n\r\t", r); {
		case i >= 0:
			b.WriteByte('\\')
			b.WriteByte(`"\bfnrt`[i])
		case strconv.IsPrint(r):
			b.WriteRune(r)
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		}
	}
	b.WriteByte('"')
	return b.String()
}
