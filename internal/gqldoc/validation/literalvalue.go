package validation

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// literalError returns why a literal is not a value of a built-in scalar, or "".
func literalError(scalar string, v *ast.Value) string {
	switch scalar {
	case "Int":
		if v.Kind != ast.IntValue {
			return "Int cannot represent non-integer value"
		}
		if _, err := strconv.ParseInt(v.Raw, 10, 32); err != nil {
			return "Int cannot represent non 32-bit signed integer value"
		}
	case "Float":
		if v.Kind != ast.IntValue && v.Kind != ast.FloatValue {
			return "Float cannot represent non numeric value"
		}
	case "String":
		if v.Kind != ast.StringValue && v.Kind != ast.BlockValue {
			return "String cannot represent a non string value"
		}
	case "Boolean":
		if v.Kind != ast.BooleanValue {
			return "Boolean cannot represent a non boolean value"
		}
	case "ID":
		if v.Kind != ast.StringValue && v.Kind != ast.BlockValue && v.Kind != ast.IntValue {
			return "ID cannot represent a non-string and non-integer value"
		}
	}
	return ""
}

// literalText returns the text of a literal for scalars.Check: a string, or the digits of an integer
// for an ID. It returns false for other literals.
func literalText(scalar string, v *ast.Value) (text string, ok bool) {
	if v.Kind == ast.StringValue || v.Kind == ast.BlockValue || v.Kind == ast.IntValue && scalar == "ID" {
		return v.Raw, true
	}
	return "", false
}

// describeLiteral returns a literal for a message.
func describeLiteral(v *ast.Value) string {
	switch v.Kind {
	case ast.ObjectValue:
		return "an object"
	case ast.ListValue:
		return "a list"
	case ast.StringValue, ast.BlockValue:
		return docerror.Quote(v.Raw)
	}
	return docerror.Shorten(v.Raw)
}
