package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/itemactivity/itemactivity/models"
)

// decodeStrictly reads one JSON object. What two readers could understand
// differently is refused before anything is decoded: invalid UTF-8, half a
// surrogate pair, a NUL, a member that is there twice, anything after the object.
func decodeStrictly(text []byte, into any) error {
	if err := checkJSON(text); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	// Numbers stay as they are written until their type is known.
	d.UseNumber()
	return d.Decode(into)
}

// members are those of a request that mean something.
var members = []string{"query", "operationName", "variables", "extensions"}

// misspelled says whether the text is the name of a member that encoding/json
// would take for another one, because it minds no upper case.
func misspelled(d *jsontext.Decoder, text string) bool {
	if _, length := d.StackIndex(1); length%2 == 0 {
		return false // a value
	}
	for _, name := range members {
		if text != name && strings.EqualFold(text, name) {
			return true
		}
	}
	return false
}

// maxJSONDepth bounds how deep a request is nested; variables of this schema
// need less than ten levels.
const maxJSONDepth = 100

func checkJSON(text []byte) error {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	if d.PeekKind() != '{' {
		return models.Invalid("", "The request is not a JSON object.")
	}
	for {
		token, err := d.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return models.Invalid("", "The request is JSON that ends too soon.")
		case errors.Is(err, jsontext.ErrDuplicateName):
			return models.Invalid("", "The request is JSON in which an object has a member twice.")
		case err != nil:
			return models.Invalid("", "The request is not JSON in valid UTF-8: it goes wrong at byte %d.", d.InputOffset())
		case d.StackDepth() > maxJSONDepth:
			return models.Invalid("", "The request is nested more than %d levels deep.", maxJSONDepth)
		case token.Kind() == '"' && strings.IndexByte(token.String(), 0) >= 0:
			return models.Invalid("", "The request holds a NUL character.")
		case d.StackDepth() == 1 && token.Kind() == '"' && misspelled(d, token.String()):
			return models.Invalid("", "The request has a member %q: names are query, operationName, variables and extensions, in this spelling.", token.String())
		case d.StackDepth() == 0 && len(bytes.TrimSpace(text[d.InputOffset():])) > 0:
			return models.Invalid("", "The request goes on after its JSON object.")
		}
	}
}
