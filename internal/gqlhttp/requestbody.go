package gqlhttp

import (
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/strictjson"
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
func setParameters(sent strictjson.Value, params *parameters) error {
	query, isText := member(sent, "query", '"')
	name, isName := member(sent, "operationName", '"')
	variables, areVariables := member(sent, "variables", '{')
	extensions, areExtensions := member(sent, "extensions", '{')
	if !isText || !isName || !areVariables || !areExtensions {
		return models.Invalid("", "A member of the request has the wrong type. The members query and operationName are strings, and variables and extensions are objects.")
	}
	params.query, params.operationName = query.Text(), name.Text()
	params.emptyName = name.Kind() != 0 && params.operationName == ""
	params.variables, params.extensions = variables, extensions.Map()
	return nil
}

// member returns a member of a kind. It is absent if it is null. It returns false if the member has
// another kind.
func member(sent strictjson.Value, name string, kind byte) (value strictjson.Value, ok bool) {
	value, ok = sent.Member(name)
	if !ok || value.IsNull() {
		return strictjson.Value{}, true
	}
	return value, value.Kind() == kind
}
