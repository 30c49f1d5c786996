package config

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// list parses values that are separated by commas. A repeated flag adds to the list.
func list(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := PopValue(ctx)
	if err != nil {
		return err
	}
	for value := range strings.SplitSeq(text, ",") {
		if value = strings.TrimSpace(value); value == "" {
			return fmt.Errorf("%q contains an empty value; use one value, or several separated by commas", text)
		}
		target.Set(reflect.Append(target, reflect.ValueOf(value)))
	}
	return nil
}
