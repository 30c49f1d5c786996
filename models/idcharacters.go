package models

import (
	"strings"
	"unicode"
)

// formatCharacters and separators are the characters of Unicode 15 in the general categories
// Cf, and Zl, Zp and Zs without U+0020. They are listed here, because the tables of the
// standard library change with its version, and every build must accept the same ids.
var (
	formatCharacters = &unicode.RangeTable{
		R16: []unicode.Range16{
			{Lo: 0x00ad, Hi: 0x00ad, Stride: 1},
			{Lo: 0x0600, Hi: 0x0605, Stride: 1},
			{Lo: 0x061c, Hi: 0x061c, Stride: 1},
			{Lo: 0x06dd, Hi: 0x06dd, Stride: 1},
			{Lo: 0x070f, Hi: 0x070f, Stride: 1},
			{Lo: 0x0890, Hi: 0x0891, Stride: 1},
			{Lo: 0x08e2, Hi: 0x08e2, Stride: 1},
			{Lo: 0x180e, Hi: 0x180e, Stride: 1},
			{Lo: 0x200b, Hi: 0x200f, Stride: 1},
			{Lo: 0x202a, Hi: 0x202e, Stride: 1},
			{Lo: 0x2060, Hi: 0x2064, Stride: 1},
			{Lo: 0x2066, Hi: 0x206f, Stride: 1},
			{Lo: 0xfeff, Hi: 0xfeff, Stride: 1},
			{Lo: 0xfff9, Hi: 0xfffb, Stride: 1},
		},
		R32: []unicode.Range32{
			{Lo: 0x110bd, Hi: 0x110bd, Stride: 1},
			{Lo: 0x110cd, Hi: 0x110cd, Stride: 1},
			{Lo: 0x13430, Hi: 0x1343f, Stride: 1},
			{Lo: 0x1bca0, Hi: 0x1bca3, Stride: 1},
			{Lo: 0x1d173, Hi: 0x1d17a, Stride: 1},
			{Lo: 0xe0001, Hi: 0xe0001, Stride: 1},
			{Lo: 0xe0020, Hi: 0xe007f, Stride: 1},
		},
		LatinOffset: 1,
	}
	separators = &unicode.RangeTable{
		R16: []unicode.Range16{
			{Lo: 0x00a0, Hi: 0x00a0, Stride: 1},
			{Lo: 0x1680, Hi: 0x1680, Stride: 1},
			{Lo: 0x2000, Hi: 0x200a, Stride: 1},
			{Lo: 0x2028, Hi: 0x2029, Stride: 1},
			{Lo: 0x202f, Hi: 0x202f, Stride: 1},
			{Lo: 0x205f, Hi: 0x205f, Stride: 1},
			{Lo: 0x3000, Hi: 0x3000, Stride: 1},
		},
		LatinOffset: 1,
	}
)

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

// CheckCharacters checks the characters of a new id or an idempotency key, which must be
// valid UTF-8. It rejects control characters, format characters, separators other than
// U+0020, and noncharacters, because these are invisible or look like other characters. It
// accepts all other characters, including unassigned ones. U+200C and U+200D are accepted
// between two other characters, where scripts and emoji need them. A space is rejected at the
// beginning and at the end.
//
// It returns BAD_USER_INPUT for the argument. The parameter what is the subject of the
// message, such as "An id".
func CheckCharacters(argument, what, text string) error {
	if strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") {
		return Invalid(argument, "%s must not begin or end with a space.", what)
	}
	if isPlain(text) {
		return nil
	}
	runes := []rune(text)
	for i, r := range runes {
		switch {
		case isJoiner(r):
			if i == 0 || i == len(runes)-1 || isJoiner(runes[i-1]) || isJoiner(runes[i+1]) {
				return Invalid(argument, "%s may contain %U only between two other characters.", what, r)
			}
		case isControl(r), isNoncharacter(r), unicode.Is(formatCharacters, r), unicode.Is(separators, r):
			return Invalid(argument, "%s must not contain %U. Control characters, format characters, noncharacters, and separators other than the space are not accepted.", what, r)
		}
	}
	return nil
}

// isPlain returns whether a text is printable ASCII, as most ids are.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < 0x20 || text[i] > 0x7e {
			return false
		}
	}
	return true
}

func isJoiner(r rune) bool { return r == zeroWidthJoiner || r == zeroWidthNonJoiner }

// isControl returns whether the general category of r is Cc, whose members never change.
func isControl(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 }

// isNoncharacter returns whether r is a code point that Unicode will never assign.
func isNoncharacter(r rune) bool { return r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe }
