package rest

import (
	"errors"
	"regexp"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// variableError returns the error of a variable as an error about the request, which has no
// variables.
func (x *exchange) variableError(err *gqlerror.Error) error {
	invalid, ok := errors.AsType[*models.Error](err)
	if !ok || invalid.Code != models.BadUserInput {
		return err
	}
	_, reason, found := strings.Cut(invalid.Message, " at "+models.Quote(invalid.Argument)+"; ")
	if !found {
		return err
	}
	reason = expectedType.ReplaceAllString(reason, "")
	member, ok := strings.CutPrefix(invalid.Argument, "input.")
	variable, below, _ := strings.Cut(invalid.Argument, ".")
	for name := range x.body {
		if x.body[name] == variable {
			member, ok = strings.TrimSuffix(name+"."+below, "."), true
		}
	}
	if ok {
		return models.Invalid(member, "The member %s is invalid. %s", models.Quote(member), reason)
	}
	return models.Invalid(invalid.Argument, "The path has an invalid {%s}. %s", invalid.Argument, reason)
}

// messageOf returns the message of an error. If a query option caused it, the message names the
// option and not the argument of GraphQL.
func (x *exchange) messageOf(err *gqlerror.Error) string {
	if argumentOf(err) == "after" {
		return "$skiptoken does not belong to this list. Request the URL in @odata.nextLink without a change."
	}
	return err.Message
}

// expectedType matches the beginning of a reason with the name of a GraphQL type.
var expectedType = regexp.MustCompile(`^Expected type "\w+"\. `)
