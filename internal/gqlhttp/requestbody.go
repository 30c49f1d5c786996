package gqlhttp

import (
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/models"
)

// readBody reads the parameters from the body of a POST request.
func readBody(x *engine.Exchange, params *parameters) error {
	return x.ReadJSON(engine.NoGzip, func(text []byte) error {
		sent, err := decodeStrictly(text, "")
		if err != nil {
			return err
		}
		return setParameters(sent, params)
	})
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
