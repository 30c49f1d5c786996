package variables

import (
	"fmt"
	"math"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/internal/gqldoc/scalars"
)

// coerceScalar coerces a JSON value to a scalar or an enum. It returns the value and
// whether it differs from the given one, or the reason why the given one is invalid.
//
// gqlparser accepts "10" for an Int and a number in a string for a Float, rejects 10.0
// and 1e1 for an Int, and ignores the case of enum values.
func coerceScalar(definition *ast.Definition, given any) (value any, changed bool, reason string) {
	text, isText := given.(string)
	if definition.Kind == ast.Enum {
		switch {
		case !isText:
			return nil, true, fmt.Sprintf(`Enum "%s" cannot represent non-string value: %s.`, definition.Name, describe(given))
		case definition.EnumValues.ForName(text) == nil:
			return nil, true, fmt.Sprintf(`Value %s does not exist in "%s" enum.`, docerror.Quote(text), definition.Name)
		}
		return given, false, ""
	}
	value = given
	ok := isText
	switch definition.Name {
	case "Int":
		value, reason = coerceInt(given)
		return value, true, reason
	case "Float":
		f, isNumber := number(given)
		if isNumber && !math.IsInf(f, 0) {
			return f, true, ""
		}
		return nil, true, "Float cannot represent non numeric value: " + describe(given) + "."
	case "Boolean":
		_, ok = given.(bool)
	case "ID":
		if !isText {
			if value, reason = coerceID(given); reason != "" {
				return nil, true, reason
			}
			changed, ok = true, true
		}
	}
	if reason := scalars.Check(definition.Name, value); reason != "" {
		return nil, true, fmt.Sprintf(`Expected type "%s". %s`, definition.Name, reason)
	}
	// String and other custom scalars are strings.
	if !ok {
		return nil, true, fmt.Sprintf("%s cannot represent a non %s value: %s.", definition.Name, jsonType(definition.Name), describe(given))
	}
	return value, changed, ""
}

func jsonType(scalar string) string {
	if scalar == "Boolean" {
		return "boolean"
	}
	return "string"
}
