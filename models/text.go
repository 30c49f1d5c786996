package models

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of texts in characters, and of lists.
const (
	// MaxNameLength is for the names of groups and items and for media types.
	MaxNameLength = 255
	// MaxTextLength is for display names and for the texts of actions.
	MaxTextLength = 1024
	// MaxIdentities is the maximum number of elements of a list in an action.
	MaxIdentities = 500
)

func validateText(argument, s string, limit int) error {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return Invalid(argument, "The text must be valid UTF-8 without NUL characters.")
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return Invalid(argument, "The text has %d characters; the maximum is %d.", n, limit)
	}
	return nil
}

func validateOptional(argument string, s *string, limit int) error {
	if s == nil {
		return nil
	}
	return validateText(argument, *s, limit)
}

// ValidateName checks the name of a group or an item. It returns BAD_USER_INPUT for the
// argument.
func ValidateName(argument, name string) error {
	if name == "" {
		return Invalid(argument, "A name must not be empty.")
	}
	for _, r := range name {
		if unicode.IsControl(r) {
			return Invalid(argument, "A name must not contain control characters.")
		}
	}
	return validateText(argument, name, MaxNameLength)
}

// validateODataType checks an optional type name, which may lack the "#". It replaces the
// name by the constant, because the field carries no information.
func validateODataType(argument string, got **string, want string) error {
	switch {
	case *got == nil || "#"+**got == want:
		*got = &want
	case **got != want:
		return Invalid(argument+".odataType", "odataType must be %q here. It can be omitted.", want)
	}
	return nil
}

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
