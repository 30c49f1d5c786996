package variables

import (
	"strconv"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// describe returns the text of a JSON value for a message.
func describe(value strictjson.Value) string {
	switch value.Kind() {
	case 't', 'f':
		return strconv.FormatBool(value.Bool())
	case '"':
		return docerror.Quote(value.Text())
	case '0':
		return docerror.Shorten(value.Text())
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	return "null"
}
