// Package scalars checks values of the scalars that the server defines or restricts.
package scalars

import (
	"github.com/itemactivity/itemactivity/models"
)

// ownScalars has the scalars whose values the server parses itself. Each function returns an
// error if a JSON value is not a value of the scalar. The value is a text, or any other value if
// isText is false. A number for an ID is given as its digits.
//
// Without this check, gqlgen would reject such a value only when it executes the field. By
// then, earlier fields of a mutation may have been committed.
var ownScalars = map[string]func(text string, isText bool) error{
	"DateTimeOffset": func(text string, isText bool) error {
		var time models.DateTimeOffset
		if !isText {
			return time.UnmarshalGQL(struct{}{})
		}
		return time.UnmarshalGQL(text)
	},
	// ID is a scalar of the specification, but this server accepts fewer values.
	"ID": func(text string, isText bool) error {
		var id models.ID
		if !isText {
			return id.UnmarshalGQL(struct{}{})
		}
		return id.UnmarshalGQL(text)
	},
}

// Check returns why a JSON value is not a value of one of ownScalars. It returns "" if the value is
// valid, and for any other scalar. The value is a text, or any other value if isText is false.
func Check(scalar, text string, isText bool) string {
	read, ok := ownScalars[scalar]
	if !ok {
		return ""
	}
	if err := read(text, isText); err != nil {
		return err.Error()
	}
	return ""
}
