package cost

import (
	"math"
)

// add and multiply stop at the largest number instead of passing it.
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

func multiply(a, b int) int {
	if a != 0 && b > math.MaxInt32/a {
		return math.MaxInt32
	}
	return a * b
}
