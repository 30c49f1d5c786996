// Package scalars reads the values of the scalars that the server's own schema has.
package scalars

import (
	"github.com/itemactivity/itemactivity/models"
)

// ownScalars are the scalars that the server reads by itself. Each function reads a JSON
// value as the scalar, and returns why it is not one. A number for an ID is given as its
// digits.
//
// gqlgen reads the values of such a scalar when it executes the field: by then the
// fields before it may have stored something.
var ownScalars = map[string]func(value any) error{
	"DateTimeOffset": func(value any) error { return new(models.DateTimeOffset).UnmarshalGQL(value) },
	// ID is a scalar of the specification, and the server's own has fewer values.
	"ID": func(value any) error { return new(models.ID).UnmarshalGQL(value) },
}

// Check returns why a JSON value is not a value of a scalar that the server reads by
// itself. It returns "" for a value of such a scalar, and for any value of another one.
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
