// Package strictjson decodes the JSON texts of requests.
package strictjson

import (
	"bytes"
	"math"

	"github.com/go-json-experiment/json/jsontext"
)

// Text is a JSON text of a request.
type Text struct {
	Bytes []byte
	// Subject is the subject of the sentences of error messages, such as "The request".
	Subject string
	// Argument is the argument that errors name. It may be empty.
	Argument string
	// CheckMember checks the name of a member of the outermost object. It may be nil.
	CheckMember func(name string) error
}

// Decode decodes one JSON object. It rejects texts that two decoders could read differently:
// texts with invalid UTF-8, an unpaired surrogate, a NUL, a duplicate member, or anything after
// the object.
func Decode(text Text) (Value, error) {
	d := decoders.Get().(*decoder)
	defer d.free()
	d.Text = text
	if uint64(len(text.Bytes)) > math.MaxUint32 {
		return Value{}, d.invalid("is longer than 4 GiB.") // the tree has offsets of 32 bits
	}
	// Duplicate names are not checked by jsontext, but by the method object.
	d.in = *bytes.NewBuffer(text.Bytes)
	d.Reset(&d.in, jsontext.AllowDuplicateNames(true))
	d.tree = d.newTree()
	if d.PeekKind() != '{' {
		return Value{}, d.invalid("is not a JSON object.")
	}
	if err := d.value(span{}); err != nil {
		return Value{}, err
	}
	if len(bytes.Trim(text.Bytes[d.InputOffset():], " \t\r\n")) > 0 {
		return Value{}, d.invalid("has text after its JSON object.")
	}
	d.keepNodes()
	return Value{tree: d.tree}, nil
}

// MaxDepth limits the nesting of a text. Variables of this schema need fewer than ten
// levels.
const MaxDepth = 100

// maxValues limits the number of values in a text, including objects and arrays. A value of
// a few bytes takes far more memory when it is decoded. A bulk of 1,000 activities with all
// fields has 20,000 values.
const maxValues = 50_000

// TrimByteOrderMark removes a byte order mark at the start of a JSON text, as RFC 8259
// allows. Editors and some clients add one.
func TrimByteOrderMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }
