// Package qvalue parses headers with weights, such as Accept and Accept-Encoding.
package qvalue

import (
	"iter"
	"mime"
	"strconv"
)

// All returns an iterator over the elements of a header and their weights (RFC 9110, section
// 12.4.2). values has all fields of the header. An element is in lower case and has no
// parameters. Its weight is from 0, which means not acceptable, to 1, which is the default.
// Malformed elements and elements with a malformed weight are left out.
func All(values []string) iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		for element := range allElements(values) {
			name, parameters, err := mime.ParseMediaType(element)
			if err != nil {
				continue
			}
			weight := 1.0
			if text, given := parameters["q"]; given {
				// The negation also rejects NaN.
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
