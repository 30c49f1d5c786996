package analytics

import "github.com/itemactivity/itemactivity/models"

const (
	defaultFirst = 10
	maxFirst     = 100
)

// firstOf returns the number of items or actors to return. It returns BAD_USER_INPUT.
func firstOf(first *int) (int, error) {
	switch {
	case first == nil:
		return defaultFirst, nil
	case *first < 1 || *first > maxFirst:
		return 0, models.Invalid("first", "first must be from 1 to %d.", maxFirst)
	}
	return *first, nil
}
