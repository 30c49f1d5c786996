// Package strictjson decodes the JSON texts of requests.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/itemactivity/itemactivity/models"
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

// Decode decodes one JSON object, with json.Number for numbers. It rejects texts that two
// decoders could read differently: texts with invalid UTF-8, an unpaired surrogate, a NUL, a
// duplicate member, or anything after the object.
func Decode(text Text) (map[string]any, error) {
	// The decoder need not check for duplicate names, because the method object does.
	d := &decoder{
		Decoder: jsontext.NewDecoder(bytes.NewBuffer(text.Bytes), jsontext.AllowDuplicateNames(true)),
		Text:    text,
	}
	if d.PeekKind() != '{' {
		return nil, d.invalid("is not a JSON object.")
	}
	value, err := d.value()
	if err != nil {
		return nil, err
	}
	if len(bytes.Trim(text.Bytes[d.InputOffset():], " \t\r\n")) > 0 {
		return nil, d.invalid("has text after its JSON object.")
	}
	object, _ := value.(map[string]any) // it begins with a brace
	return object, nil
}

// MaxDepth limits the nesting of a text. Variables of this schema need fewer than ten
// levels.
const MaxDepth = 100

// maxValues limits the number of values in a text, including objects and arrays. A value of
// a few bytes takes far more memory when it is decoded. A bulk of 1,000 activities with all
// fields has 20,000 values.
const maxValues = 50_000

type decoder struct {
	*jsontext.Decoder
	Text
	values int
}

// invalid returns an error about the text. format continues a sentence that begins with the
// subject.
func (d *decoder) invalid(format string, args ...any) error {
	return models.Invalid(d.Argument, d.Subject+" "+format, args...)
}

func (d *decoder) value() (any, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, d.syntaxError(err)
	}
	if d.values++; d.values > maxValues {
		return nil, d.invalid("has more than %d JSON values.", maxValues)
	}
	switch token.Kind() {
	case '{', '[':
		if d.StackDepth() > MaxDepth {
			return nil, d.invalid("is nested more than %d levels deep.", MaxDepth)
		}
		if token.Kind() == '[' {
			return d.array()
		}
		return d.object()
	case '"':
		return d.checked(token.String())
	case '0':
		return json.Number(token.String()), nil
	case 't', 'f':
		return token.Bool(), nil
	}
	return nil, nil
}

func (d *decoder) object() (any, error) {
	object := map[string]any{}
	for d.PeekKind() != '}' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, d.syntaxError(err)
		}
		name, err := d.checked(token.String())
		if err != nil {
			return nil, err
		}
		if d.CheckMember != nil && d.StackDepth() == 1 {
			if err := d.CheckMember(name); err != nil {
				return nil, err
			}
		}
		if _, there := object[name]; there {
			return nil, d.invalid("has a JSON object with a duplicate member.")
		}
		if object[name], err = d.value(); err != nil {
			return nil, err
		}
	}
	_, err := d.ReadToken()
	return object, err
}

func (d *decoder) array() (any, error) {
	array := []any{}
	for d.PeekKind() != ']' {
		element, err := d.value()
		if err != nil {
			return nil, err
		}
		array = append(array, element)
	}
	_, err := d.ReadToken()
	return array, err
}

// syntaxError returns the error for a text that is not JSON. It names the byte offset.
func (d *decoder) syntaxError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return d.invalid("is incomplete JSON.")
	}
	at := d.InputOffset()
	var wrong *jsontext.SyntacticError
	if errors.As(err, &wrong) {
		at = wrong.ByteOffset
	}
	rest := d.Bytes[min(at, int64(len(d.Bytes))):]
	switch {
	case surrogate.Match(rest):
		return d.invalid("has an unpaired surrogate %s at byte %d.", rest[:len(`\u0000`)], at)
	case !utf8.Valid(d.Bytes):
		return d.invalid("is not valid UTF-8.")
	}
	return d.invalid("is not valid JSON. The error is at byte %d.", at)
}

// surrogate matches the escape of a surrogate at the start of a text.
var surrogate = regexp.MustCompile(`^\\u[dD][89a-fA-F][0-9a-fA-F]{2}`)

func (d *decoder) checked(text string) (string, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return "", d.invalid("contains a NUL character.")
	}
	return text, nil
}

// TrimByteOrderMark removes a byte order mark at the start of a JSON text, as RFC 8259
// allows. Editors and some clients add one.
func TrimByteOrderMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }
