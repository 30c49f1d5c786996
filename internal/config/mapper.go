package config

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/alecthomas/kong"
)

// PopValue returns the next value of a flag, or the next argument, as it was written. The
// value may begin with a minus sign if it is a number or a duration. An empty value is an
// error, because it usually comes from a variable of a shell that is not set: without the
// value of --issuer, the server would start without authentication.
func PopValue(ctx *kong.DecodeContext) (string, error) {
	token, err := ctx.Scan.PopValue("value")
	text := token.String()
	if err != nil && !negative.MatchString(text) {
		return "", errNeedsValue
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return "", fmt.Errorf("%q contains a control character", text)
	}
	switch trimmed := strings.TrimSpace(text); {
	case text == "":
		return "", errors.New("must not be empty")
	case trimmed == "":
		return "", fmt.Errorf("%q is blank", text)
	case trimmed != text:
		return "", fmt.Errorf("%q begins or ends with a space", text)
	}
	return text, nil
}

// negative matches a value that begins with a minus sign and cannot be a flag.
var negative = regexp.MustCompile(`^-\.?[0-9]`)

var errNeedsValue = errors.New("needs a value")

// text parses a string. If the field has the tag enum, it must be one of its values.
func text(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := PopValue(ctx)
	if err != nil {
		return err
	}
	if values := ctx.Value.EnumSlice(); ctx.Value.Enum != "" && !slices.Contains(values, text) {
		last := len(values) - 1
		if last == 1 {
			return fmt.Errorf("%q is neither %s nor %s", text, values[0], values[1])
		}
		return fmt.Errorf("%q is unknown; use %s or %s", text, strings.Join(values[:last], ", "), values[last])
	}
	target.SetString(text)
	return nil
}

// positive parses a number greater than zero. A limit cannot be switched off.
func positive(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := PopValue(ctx)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 1 {
		return fmt.Errorf("%q is not a whole number from 1 to 2147483647", text)
	}
	target.SetInt(n)
	return nil
}

// positiveTime parses a duration greater than zero.
func positiveTime(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := PopValue(ctx)
	if err != nil {
		return err
	}
	d, err := ParseDuration(text)
	if err != nil || d <= 0 {
		return fmt.Errorf("%q is not a duration such as 10s or 500ms", text)
	}
	target.SetInt(int64(d))
	return nil
}

// count parses a number that may be zero.
func count(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := PopValue(ctx)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a whole number from 0 to 2147483647", text)
	}
	target.SetInt(n)
	return nil
}

// delay parses a duration that may be zero.
func delay(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := PopValue(ctx)
	if err != nil {
		return err
	}
	d, err := ParseDuration(text)
	if err != nil || d < 0 {
		return fmt.Errorf("%q is not a duration such as 10s, or 0s", text)
	}
	target.SetInt(int64(d))
	return nil
}
