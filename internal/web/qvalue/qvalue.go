// Package qvalue reads the headers by which a client says what it prefers.
package qvalue

import (
	"iter"
	"mime"
	"strconv"
)

// All yields each element of a header such as Accept or Accept-Encoding, in lower
// case and without parameters, and its weight (RFC 9110, section 12.4.2): from 0 for
// what is not acceptable to 1, which an element without a weight has. The values are
// those of all fields of the header. An element that is malformed, or whose weight is,
// is left out.
func All(values []string) iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		for element := range allElements(values) {
			name, parameters, err := mime.ParseMediaType(element)
			if err != nil {
				continue
			}
			weight := 1.0
			if text, given := parameters["q"]; given {
				// Not-a-number is neither.
				if weight, err = strconv.ParseFloat(text, 64); err != nil || !(weight >= 0 && weight <= 1) {
					continue
				}
			}
			if !yield(name, weight) {
				return
			}
		}
	}
}
