package gqldoc

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/models"
)

// ownScalars are the scalars of the server's own schema. Each function reads a JSON value
// as the scalar, and returns why it is not one.
//
// gqlgen reads the values of such a scalar when it executes the field: by then the
// fields before it may have stored something.
var ownScalars = map[string]func(value any) error{
	"DateTimeOffset": func(value any) error { return new(models.DateTimeOffset).UnmarshalGQL(value) },
}

// valueReason returns why a JSON value is not a value of one of ownScalars, or "".
func valueReason(scalar string, value any) string {
	read, ok := ownScalars[scalar]
	if !ok {
		return ""
	}
	if err := read(value); err != nil {
		return err.Error()
	}
	return ""
}

// literalValue returns the value of a literal that ownScalars read: a string, or an
// object that none of them accepts.
func literalValue(v *ast.Value) any {
	if v.Kind == ast.StringValue || v.Kind == ast.BlockValue {
		return v.Raw
	}
	return struct{}{}
}
