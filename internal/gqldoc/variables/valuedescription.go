package variables

import (
	"encoding/json"
	"strconv"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// describe returns a JSON value for a message, in the spelling of JSON.
func describe(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(value)
	case string:
		return docerror.Quote(value)
	case json.Number:
		return docerror.Shorten(value.String())
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	}
	return "a value" // no JSON value is of another type
}
