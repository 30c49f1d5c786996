package graphapi

import (
	"cmp"
	"slices"
)

// StatusCode is an HTTP status and an error code of Microsoft Graph.
type StatusCode struct {
	Status int
	Code   string
}

// StatusCodes returns the statuses and codes of all errors, in the order of the statuses.
func StatusCodes() (all []StatusCode) {
	all = append(all, StatusCode{stateConflict.status, stateConflict.code})
	for _, known := range graphCodes {
		all = append(all, StatusCode{known.status, known.code})
	}
	slices.SortFunc(all, func(a, b StatusCode) int { return cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(a.Code, b.Code)) })
	return slices.Compact(all)
}
