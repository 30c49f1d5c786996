package gqlhttp

import (
	"mime"
	"net/http"
	"strings"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/models"
)

// readBody reads the parameters from the body of a POST request.
func readBody(x *engine.Exchange, r *http.Request, params *parameters) error {
	for _, name := range []string{"Content-Type", "Content-Encoding"} {
		if len(r.Header.Values(name)) > 1 {
			return engine.StatusError{Status: http.StatusUnsupportedMediaType, Err: models.Invalid(name, "The request has more than one %s header.", name)}
		}
	}
	mediaType, options, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != jsonType || !isUTF8(options["charset"]) {
		return engine.StatusError{Status: http.StatusUnsupportedMediaType, Err: models.Invalid("", "Send the request as JSON in UTF-8, with the header Content-Type: application/json.")}
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return engine.StatusError{Status: http.StatusUnsupportedMediaType, Err: models.Invalid("", "Send the request body without compression.")}
	}
	return x.ReadBody(func(text []byte) error {
		sent, err := decodeStrictly(text, "")
		if err == nil {
			err = setParameters(sent, params)
		}
		if err != nil {
			return engine.StatusError{Status: http.StatusBadRequest, Err: err}
		}
		return nil
	})
}

// isUTF8 reports whether a charset parameter is utf-8, its alias utf8, or absent.
func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// setParameters sets the parameters from the members of a body. A member that is null is
// the same as an absent one.
func setParameters(sent map[string]any, params *parameters) error {
	if !setParameter(sent, "query", &params.Query) || !setParameter(sent, "operationName", &params.OperationName) ||
		!setParameter(sent, "variables", &params.Variables) || !setParameter(sent, "extensions", &params.Extensions) {
		return models.Invalid("", "A member of the request has the wrong type. The members query and operationName are strings, and variables and extensions are objects.")
	}
	params.emptyName = sent["operationName"] == ""
	return nil
}

// setParameter sets a parameter to the value of a member. It reports whether the value has
// the right type.
func setParameter[T any](sent map[string]any, name string, into *T) (ok bool) {
	value := sent[name]
	if value == nil {
		return true
	}
	*into, ok = value.(T)
	return ok
}
