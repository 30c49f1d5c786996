package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what is kept as text, in characters.
const (
	// MaxNameLength bounds the names of groups and items, and media types.
	MaxNameLength = 255
	// MaxTextLength bounds display names and the texts of actions.
	MaxTextLength = 1024
	// MaxIdentities bounds a list of identities inside an action.
	MaxIdentities = 500
)

func validateText(argument, s string, limit int) error {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return Invalid(argument, "The text is not valid UTF-8 without NUL.")
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return Invalid(argument, "The text has %d characters; at most %d are kept.", n, limit)
	}
	return nil
}

func validateOptional(argument string, s *string, limit int) error {
	if s == nil {
		return nil
	}
	return validateText(argument, *s, limit)
}

// ValidateName checks the name of a group or an item.
func ValidateName(argument, name string) error {
	if name == "" {
		return Invalid(argument, "A name must not be empty.")
	}
	for _, r := range name {
		if unicode.IsControl(r) {
			return Invalid(argument, "A name must not hold control characters.")
		}
	}
	return validateText(argument, name, MaxNameLength)
}

// validateODataType accepts an optional type name with or without "#", and
// leaves the constant in its place: a facet is present or not, its type is not
// news.
func validateODataType(argument string, got **string, want string) error {
	if *got != nil && **got != want && "#"+**got != want {
		return Invalid(argument+".odataType", "The type here is %q; leave odataType out, or send that.", want)
	}
	*got = &want
	return nil
}
