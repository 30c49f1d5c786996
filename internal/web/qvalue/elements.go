package qvalue

import "iter"

// elements returns an iterator over the elements of a header field. They are separated by
// commas outside of quoted strings (RFC 9110, sections 5.6.1 and 5.6.4).
func elements(field string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start, quoted, escaped := 0, false, false
		for i := range len(field) {
			switch c := field[i]; {
			case escaped:
				escaped = false
			case quoted && c == '\\':
				escaped = true
			case c == '"':
				quoted = !quoted
			case c == ',' && !quoted:
				if !yield(field[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(field[start:])
	}
}

// allElements returns an iterator over the elements of all fields of a header.
func allElements(fields []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, field := range fields {
			for element := range elements(field) {
				if !yield(element) {
					return
				}
			}
		}
	}
}
