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
	if member := x.memberOf(invalid.Argument); member != "" {
		return models.Invalid(member, "The member %s is invalid. %s", models.Quote(member), reason)
	}
	return models.Invalid(invalid.Argument, "The path has an invalid {%s}. %s", invalid.Argument, reason)
}

// messageOf returns the message of an error. If a query option or a member of the body caused
// it, the message names the option or the member, and not the argument of GraphQL.
func (x *exchange) messageOf(err *gqlerror.Error) string {
	argument := argumentOf(err)
	if argument == "after" {
		return "$skiptoken does not belong to this list. Request the URL in @odata.nextLink without a change."
	}
	code := codeOf(err)
	if member := x.memberOf(argument); member != "" && (code == models.BadUserInput || code == models.NotFound) {
		if quoted := models.Quote(member); !strings.Contains(err.Message, quoted) {
			return "The member " + quoted + " is invalid. " + err.Message
		}
	}
	return aboutRequests.Replace(err.Message)
}

// aboutRequests replaces what messages say about documents of GraphQL.
var aboutRequests = strings.NewReplacer(
	"This field requires", "This request requires",
	"The fields of a mutation that were executed are committed, and the others were not executed.", "If the request changes something, the change is committed.",
	"Request smaller pages, or fewer fields of each object.", "Request smaller pages with $top.",
	"Request smaller pages or fewer fields.", "Request smaller pages with $top.",
)

// memberOf returns the member of the body that became an argument, or an empty text. The
// argument may be that of the variable or that of the field.
func (x *exchange) memberOf(argument string) string {
	if x.endpoint == nil || x.bodyType == nil {
		return ""
	}
	below, inInput := strings.CutPrefix(argument, "input.")
	if x.body == nil && inInput {
		return below
	}
	variable, rest, _ := strings.Cut(below, ".")
	for member := range x.body {
		if x.body[member] == variable {
			return strings.TrimSuffix(member+"."+rest, ".")
		}
	}
	return ""
}

// expectedType matches the beginning of a reason with the name of a GraphQL type.
var expectedType = regexp.MustCompile(`^Expected type "\w+"\. `)
