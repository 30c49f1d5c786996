package variables

import (
	"math"
	"strconv"
	"strings"

	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// checkInt accepts any number without a fraction. 10, 10.0 and 1e1 are the same value.
func checkInt(given strictjson.Value) (reason string) {
	f, ok := wholeNumber(given)
	switch {
	case !ok:
		return "Int cannot represent non-integer value: " + describe(given) + "."
	case f < math.MinInt32 || f > math.MaxInt32:
		return "Int cannot represent non 32-bit signed integer value: " + describe(given) + "."
	}
	return ""
}

// Int returns the value of a valid Int.
func Int(valid strictjson.Value) int64 {
	f, _ := number(valid)
	return int64(f)
}

// Float returns the value of a valid Float.
func Float(valid strictjson.Value) float64 {
	f, _ := number(valid)
	return f
}

// ID returns the text of a valid ID. That of a number are its digits. An integer keeps all its
// digits. graphql-js rounds it to a double.
func ID(valid strictjson.Value) string {
	if valid.Kind() != '0' {
		return valid.Text()
	}
	digits := valid.Text()
	if f, _ := number(valid); f == 0 {
		digits = "0" // also for -0
	} else if strings.ContainsAny(digits, ".eE") {
		digits = strconv.FormatFloat(f, 'f', -1, 64)
	}
	return digits
}

// wholeNumber returns the value of a JSON number without a fraction.
func wholeNumber(given strictjson.Value) (f float64, ok bool) {
	f, ok = number(given)
	return f, ok && f == math.Trunc(f) && !math.IsInf(f, 0)
}

// number returns the value of a JSON number as a double, as JavaScript reads it.
func number(value strictjson.Value) (f float64, ok bool) {
	if value.Kind() != '0' {
		return 0, false
	}
	f, _ = strconv.ParseFloat(value.Text(), 64) // infinite if it is out of range
	return f, true
}
