package variables

import (
	"fmt"
	"math"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/internal/gqldoc/scalars"
	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// checkLeaf returns why a JSON value is not a value of a scalar or an enum, or "".
//
// gqlparser accepts "10" for an Int and a number in a string for a Float, rejects 10.0
// and 1e1 for an Int, and ignores the case of enum values.
func checkLeaf(definition *ast.Definition, given strictjson.Value) (reason string) {
	isText := given.Kind() == '"'
	if definition.Kind == ast.Enum {
		switch {
		case !isText:
			return fmt.Sprintf(`Enum "%s" cannot represent non-string value: %s.`, definition.Name, describe(given))
		case definition.EnumValues.ForName(given.Text()) == nil:
			return fmt.Sprintf(`Value %s does not exist in "%s" enum.`, docerror.Quote(given.Text()), definition.Name)
		}
		return ""
	}
	ok := isText
	switch definition.Name {
	case "Int":
		return checkInt(given)
	case "Float":
		if f, isNumber := number(given); isNumber && !math.IsInf(f, 0) {
			return ""
		}
		return "Float cannot represent non numeric value: " + describe(given) + "."
	case "Boolean":
		ok = given.Kind() == 't' || given.Kind() == 'f'
	case "ID":
		if !isText {
			if _, whole := wholeNumber(given); !whole {
				return "ID cannot represent value: " + describe(given) + "."
			}
			ok = true
		}
	}
	if reason := scalars.Check(definition.Name, ID(given), ok); reason != "" {
		return fmt.Sprintf(`Expected type "%s". %s`, definition.Name, reason)
	}
	// String and other custom scalars are strings.
	if !ok {
		return fmt.Sprintf("%s cannot represent a non %s value: %s.", definition.Name, jsonType(definition.Name), describe(given))
	}
	return ""
}

func jsonType(scalar string) string {
	if scalar == "Boolean" {
		return "boolean"
	}
	return "string"
}
