package variables

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/internal/gqldoc/scalars"
)

// coerceLeaf coerces a JSON value to a scalar or an enum. It returns the value and
// whether it differs from the given one, or the reason why the given one is invalid.
//
// gqlparser accepts "10" for an Int and a number in a string for a Float, rejects 10.0
// and 1e1 for an Int, and ignores the case of enum values.
func coerceLeaf(definition *ast.Definition, given any) (value any, changed bool, reason string) {
	text, isText := given.(string)
	if definition.Kind == ast.Enum {
		switch {
		case !isText:
			return nil, true, fmt.Sprintf(`Enum "%s" cannot represent non-string value: %s.`, definition.Name, shown(given))
		case definition.EnumValues.ForName(text) == nil:
			return nil, true, fmt.Sprintf(`Value "%s" does not exist in "%s" enum.`, docerror.Shorten(text), definition.Name)
		}
		return given, false, ""
	}
	if reason := scalars.Check(definition.Name, given); reason != "" {
		return nil, true, fmt.Sprintf(`Expected type "%s". %s`, definition.Name, reason)
	}
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
		return nil, true, "Float cannot represent non numeric value: " + shown(given) + "."
	case "Boolean":
		_, ok = given.(bool)
	case "ID":
		if !isText {
			value, reason = coerceID(given)
			return value, true, reason
		}
	}
	// String, ID and custom scalars are strings.
	if !ok {
		return nil, true, fmt.Sprintf("%s cannot represent a non %s value: %s.", definition.Name, kindOf(definition.Name), shown(given))
	}
	return given, false, ""
}

func kindOf(scalar string) string {
	if scalar == "Boolean" {
		return "boolean"
	}
	return "string"
}

// coerceInt accepts any number without a fraction: 10, 10.0 and 1e1 are the same.
func coerceInt(given any) (value any, reason string) {
	f, ok := wholeNumber(given)
	switch {
	case !ok:
		return nil, "Int cannot represent non-integer value: " + shown(given) + "."
	case f < math.MinInt32 || f > math.MaxInt32:
		return nil, "Int cannot represent non 32-bit signed integer value: " + shown(given) + "."
	}
	return int64(f), ""
}

// coerceID returns the digits of a number without a fraction. An integer keeps all its
// digits, where graphql-js rounds it to a double.
func coerceID(given any) (value any, reason string) {
	f, ok := wholeNumber(given)
	if !ok {
		return nil, "ID cannot represent value: " + shown(given) + "."
	}
	digits := given.(json.Number).String()
	if f == 0 {
		digits = "0" // also where it is -0
	} else if strings.ContainsAny(digits, ".eE") {
		digits = strconv.FormatFloat(f, 'f', -1, 64)
	}
	return digits, ""
}

// wholeNumber returns the value of a JSON number without a fraction.
func wholeNumber(given any) (f float64, ok bool) {
	f, ok = number(given)
	return f, ok && f == math.Trunc(f) && !math.IsInf(f, 0)
}

// number returns the value of a JSON number as a double, as JavaScript reads it.
func number(value any) (f float64, ok bool) {
	n, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	f, _ = strconv.ParseFloat(n.String(), 64) // beyond the range it is infinite
	return f, true
}

// shown returns a JSON value for a message, in the spelling of JSON.
func shown(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(value)
	case string:
		return fmt.Sprintf(`"%s"`, docerror.Shorten(value))
	case json.Number:
		return docerror.Shorten(value.String())
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	}
	return "a value" // no JSON value is of another type
}
