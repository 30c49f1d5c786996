package variables

import (
	"encoding/json"
	"strconv"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// describe returns the text of a JSON value for a message.
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
	return "a value" // JSON has no other types
}
