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

// decodeStrictly decodes one JSON object, with json.Number for numbers. It rejects what two
// decoders could read differently: invalid UTF-8, half a surrogate pair, a NUL, a
// duplicate member, anything after the object. The parameter is the one of a URL that has
// the text, or empty if the text is the body of a request.
func decodeStrictly(text []byte, parameter string) (map[string]any, error) {
	// object rejects duplicate names, as it has the members in a map.
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
		return nil, d.invalid("goes on after its JSON object.")
	}
	object, _ := value.(map[string]any) // it begins with a brace
	return object, nil
}

// maxJSONDepth limits how deep a request is nested. Variables of this schema need less
// than ten levels.
const maxJSONDepth = 100

// maxJSONValues limits the values of a request, with objects and lists. Each takes far more
// memory than the few bytes that it may have in the text. A bulk of 1,000 activities with
// all their fields needs 20,000.
const maxJSONValues = 50_000

type strictDecoder struct {
	*jsontext.Decoder
	text      []byte
	parameter string
	values    int
}

// invalid returns the error for the text. The message continues after its subject.
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
			return nil, d.invalid("has a member %q: names are query, operationName, variables and extensions, in this spelling.", name)
		}
		if _, there := object[name]; there {
			return nil, d.invalid("is JSON in which an object has a member twice.")
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

// syntaxError returns the error for a text that is not JSON, with the offset.
func (d *strictDecoder) syntaxError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return d.invalid("is JSON that ends too soon.")
	}
	at := d.InputOffset()
	var wrong *jsontext.SyntacticError
	if errors.As(err, &wrong) {
		at = wrong.ByteOffset
	}
	rest := d.text[min(at, int64(len(d.text))):]
	switch {
	case surrogate.Match(rest):
		return d.invalid("has a text with half of a surrogate pair, %s, at byte %d. It is no Unicode character without the other half.", rest[:len(`\u0000`)], at)
	case !utf8.Valid(d.text):
		return d.invalid("is not valid UTF-8.")
	}
	return d.invalid("is not valid JSON: it goes wrong at byte %d.", at)
}

// surrogate matches the escape of half a surrogate pair at the beginning of a text.
var surrogate = regexp.MustCompile(`^\\u[dD][89a-fA-F][0-9a-fA-F]{2}`)

func (d *strictDecoder) checked(text string) (string, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return "", d.invalid("holds a NUL character.")
	}
	return text, nil
}

// members are the members of a request.
var members = []string{"query", "operationName", "variables", "extensions"}

// misspelled returns whether a name is the name of a member except for its case. Decoders
// that ignore case would read it as the member.
func misspelled(text string) bool {
	for _, name := range members {
		if text != name && strings.EqualFold(text, name) {
			return true
		}
	}
	return false
}
