// Package scalars checks values of the scalars that the server defines or restricts.
package scalars

import (
	"github.com/itemactivity/itemactivity/models"
)

// ownScalars has the scalars whose values the server parses itself. Each function returns an
// error if a JSON value is not a value of the scalar. A number for an ID is given as its
// digits.
//
// Without this check, gqlgen would reject such a value only when it executes the field. By
// then, earlier fields of a mutation may have been committed.
var ownScalars = map[string]func(value any) error{
	"DateTimeOffset": func(value any) error { return new(models.DateTimeOffset).UnmarshalGQL(value) },
	// ID is a scalar of the specification, but this server accepts fewer values.
	"ID": func(value any) error { return new(models.ID).UnmarshalGQL(value) },
}

// Check returns why a JSON value is not a value of one of ownScalars. It returns "" if the
// value is valid, and for any other scalar.
func Check(scalar string, value any) string {
	read, ok := ownScalars[scalar]
	if !ok {
		return ""
	}
	if err := read(value); err != nil {
		return err.Error()
	}
	return ""
}
