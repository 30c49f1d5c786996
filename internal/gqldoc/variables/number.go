package variables

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// coerceInt accepts any number without a fraction. 10, 10.0 and 1e1 are the same value.
func coerceInt(given any) (value any, reason string) {
	f, ok := wholeNumber(given)
	switch {
	case !ok:
		return nil, "Int cannot represent non-integer value: " + describe(given) + "."
	case f < math.MinInt32 || f > math.MaxInt32:
		return nil, "Int cannot represent non 32-bit signed integer value: " + describe(given) + "."
	}
	return int64(f), ""
}

// coerceID returns the digits of a number without a fraction. An integer keeps all its digits.
// graphql-js rounds it to a double.
func coerceID(given any) (value any, reason string) {
	f, ok := wholeNumber(given)
	if !ok {
		return nil, "ID cannot represent value: " + describe(given) + "."
	}
	digits := given.(json.Number).String()
	if f == 0 {
		digits = "0" // also for -0
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
	f, _ = strconv.ParseFloat(n.String(), 64) // infinite if it is out of range
	return f, true
}
