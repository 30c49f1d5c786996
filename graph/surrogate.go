package graph

import "strconv"

// escapesHalfCharacter says whether a string of a document escapes a surrogate
// without the other half of its pair. The parser would make U+FFFD of it, and so
// one name of many. Comments and block strings have no escapes.
func escapesHalfCharacter(text string) bool {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '#':
			for i+1 < len(text) && text[i+1] != '\n' && text[i+1] != '\r' {
				i++
			}
		case hasAt(text, i, `"""`):
			i = endOfBlock(text, i+3)
		case text[i] == '"':
			var half bool
			if i, half = endOfString(text, i+1); half {
				return true
			}
		}
	}
	return false
}

func hasAt(text string, i int, part string) bool {
	return i+len(part) <= len(text) && text[i:i+len(part)] == part
}

// endOfBlock returns the last byte of a block string that goes on at i.
func endOfBlock(text string, i int) int {
	for ; i < len(text); i++ {
		switch {
		case hasAt(text, i, `\"""`):
			i += 3
		case hasAt(text, i, `"""`):
			return i + 2
		}
	}
	return i
}

// endOfString returns the last byte of a string that goes on at i, and whether
// half a character is escaped in it.
func endOfString(text string, i int) (end int, half bool) {
	high := false // the escape just before was a high surrogate
	for ; i < len(text); i++ {
		surrogate := rune(0)
		switch {
		case text[i] == '"', text[i] == '\n':
			return i, high
		case text[i] == '\\' && i+1 < len(text):
			surrogate = surrogateAt(text, i)
			i++ // what is escaped begins no escape
			if surrogate != 0 {
				i += 4
			}
		}
		low := surrogate >= 0xDC00
		if high != low {
			return i, true
		}
		high = surrogate != 0 && !low
	}
	return i, high
}

// surrogateAt returns the surrogate that is escaped at i, or 0.
func surrogateAt(text string, i int) rune {
	if !hasAt(text, i+1, "u") || i+6 > len(text) {
		return 0
	}
	code, err := strconv.ParseUint(text[i+2:i+6], 16, 16)
	if err != nil || code < 0xD800 || code > 0xDFFF {
		return 0
	}
	return rune(code)
}
