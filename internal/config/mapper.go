package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// text reads a string, which must be one of the values of its enum tag, if it
// has one. kong has a check of its own, with another sentence.
func text(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("string")
	if err != nil {
		return errNeedsValue
	}
	if values := ctx.Value.EnumSlice(); ctx.Value.Enum != "" && !slices.Contains(values, token.String()) {
		last := len(values) - 1
		if last == 1 {
			return fmt.Errorf("%q is neither %s nor %s", token.String(), values[0], values[1])
		}
		return fmt.Errorf("%q is unknown; use %s or %s", token.String(), strings.Join(values[:last], ", "), values[last])
	}
	target.SetString(token.String())
	return nil
}

var errNeedsValue = errors.New("needs a value")

// positive reads a number greater than zero. There is no way to turn a limit off.
func positive(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("number")
	if err != nil {
		return errNeedsValue
	}
	n, err := strconv.ParseInt(token.String(), 10, 32)
	if err != nil || n < 1 {
		return fmt.Errorf("%q is not a whole number from 1 to 2147483647", token.String())
	}
	target.SetInt(n)
	return nil
}

// positiveTime reads a duration greater than zero.
func positiveTime(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("duration")
	if err != nil {
		return errNeedsValue
	}
	d, err := time.ParseDuration(token.String())
	if err != nil || d <= 0 {
		return fmt.Errorf("%q is not a duration such as 10s or 500ms", token.String())
	}
	target.SetInt(int64(d))
	return nil
}

// count reads a number that may be zero.
func count(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("number")
	if err != nil {
		return errNeedsValue
	}
	n, err := strconv.ParseInt(token.String(), 10, 32)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a whole number from 0 to 2147483647", token.String())
	}
	target.SetInt(n)
	return nil
}

// delay reads a duration that may be zero.
func delay(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("duration")
	if err != nil {
		return errNeedsValue
	}
	d, err := time.ParseDuration(token.String())
	if err != nil || d < 0 {
		return fmt.Errorf("%q is not a duration such as 10s, or 0s", token.String())
	}
	target.SetInt(int64(d))
	return nil
}
