package gqlhttp

import (
	"strings"

	"github.com/itemactivity/itemactivity/internal/strictjson"
	"github.com/itemactivity/itemactivity/models"
)

// decodeStrictly decodes one JSON object. parameter is the name of the URL parameter that
// holds the text. It is empty for the body of a request.
func decodeStrictly(text []byte, parameter string) (strictjson.Value, error) {
	if parameter != "" {
		return strictjson.Decode(strictjson.Text{Bytes: text, Subject: "The parameter " + parameter, Argument: parameter})
	}
	return strictjson.Decode(strictjson.Text{Bytes: text, Subject: "The request", CheckMember: checkMember})
}

// members are the members of a request.
var members = []string{"query", "operationName", "variables", "extensions"}

// checkMember returns an error for a name that differs from the name of a member only in
// case. A decoder that ignores case would read it as that member.
func checkMember(text string) error {
	for _, name := range members {
		if text != name && strings.EqualFold(text, name) {
			return models.Invalid("", "The request has a member %q. Member names are case-sensitive: query, operationName, variables and extensions.", text)
		}
	}
	return nil
}
