package cost

import "math"

// add returns the sum, or math.MaxInt32 if the sum exceeds it.
func add(terms ...int) int {
	sum := 0
	for _, t := range terms {
		if sum > math.MaxInt32-t {
			return math.MaxInt32
		}
		sum += t
	}
	return sum
}

// multiply returns the product, or math.MaxInt32 if the product exceeds it.
func multiply(a, b int) int {
	if a != 0 && b > math.MaxInt32/a {
		return math.MaxInt32
	}
	return a * b
}
