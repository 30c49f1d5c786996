package gqlhttp

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

// decodeStrictly decodes one JSON object, with json.Number for numbers. It rejects texts
// that two decoders could read differently: texts with invalid UTF-8, an unpaired
// surrogate, a NUL, a duplicate member, or anything after the object. parameter is the name
// of the URL parameter that holds the text. It is empty for the body of a request.
func decodeStrictly(text []byte, parameter string) (map[string]any, error) {
	// The decoder need not check for duplicate names, because the method object does.
	d := &strictDecoder{
		Decoder: jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true)),
		text:    text, parameter: parameter,
	}
	if d.PeekKind() != '{' {
		return nil, d.invalid("is not a JSON object.")
	}
	value, err := d.value()
	if err != nil {
		return nil, err
	}
	if len(bytes.Trim(text[d.InputOffset():], " \t\r\n")) > 0 {
		return nil, d.invalid("has text after its JSON object.")
	}
	object, _ := value.(map[string]any) // it begins with a brace
	return object, nil
}

// maxJSONDepth limits the nesting of a request. Variables of this schema need fewer than
// ten levels.
const maxJSONDepth = 100

// maxJSONValues limits the number of values in a request, including objects and arrays. A
// value of a few bytes takes far more memory when it is decoded. A bulk of 1,000 activities
// with all fields has 20,000 values.
const maxJSONValues = 50_000

type strictDecoder struct {
	*jsontext.Decoder
	text      []byte
	parameter string
	values    int
}

// invalid returns an error about the text. format continues a sentence whose subject is the
// request or the parameter.
func (d *strictDecoder) invalid(format string, args ...any) error {
	subject := "The request"
	if d.parameter != "" {
		subject = "The parameter " + d.parameter
	}
	return models.Invalid(d.parameter, subject+" "+format, args...)
}

func (d *strictDecoder) value() (any, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, d.syntaxError(err)
	}
	if d.values++; d.values > maxJSONValues {
		return nil, d.invalid("has more than %d JSON values.", maxJSONValues)
	}
	switch token.Kind() {
	case '{', '[':
		if d.StackDepth() > maxJSONDepth {
			return nil, d.invalid("is nested more than %d levels deep.", maxJSONDepth)
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

func (d *strictDecoder) object() (any, error) {
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
		if d.parameter == "" && d.StackDepth() == 1 && misspelled(name) {
			return nil, d.invalid("has a member %q. Member names are case-sensitive: query, operationName, variables and extensions.", name)
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

func (d *strictDecoder) array() (any, error) {
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
func (d *strictDecoder) syntaxError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return d.invalid("is incomplete JSON.")
	}
	at := d.InputOffset()
	var wrong *jsontext.SyntacticError
	if errors.As(err, &wrong) {
		at = wrong.ByteOffset
	}
	rest := d.text[min(at, int64(len(d.text))):]
	switch {
	case surrogate.Match(rest):
		return d.invalid("has an unpaired surrogate %s at byte %d.", rest[:len(`\u0000`)], at)
	case !utf8.Valid(d.text):
		return d.invalid("is not valid UTF-8.")
	}
	return d.invalid("is not valid JSON. The error is at byte %d.", at)
}

// surrogate matches the escape of a surrogate at the start of a text.
var surrogate = regexp.MustCompile(`^\\u[dD][89a-fA-F][0-9a-fA-F]{2}`)

func (d *strictDecoder) checked(text string) (string, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return "", d.invalid("contains a NUL character.")
	}
	return text, nil
}

// members are the members of a request.
var members = []string{"query", "operationName", "variables", "extensions"}

// misspelled reports whether a name differs from the name of a member only in case. A
// decoder that ignores case would read it as that member.
func misspelled(text string) bool {
	for _, name := range members {
		if text != name && strings.EqualFold(text, name) {
			return true
		}
	}
	return false
}
