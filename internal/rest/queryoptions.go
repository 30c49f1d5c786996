package rest

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/itemactivity/itemactivity/models"
)

// queryOptions are the OData query options of a request.
type queryOptions struct {
	// sent are the values of all options as they were sent.
	sent map[string]string
	// top is the number of entities on a page. Empty is the default.
	top json.Number
	// skipToken is the cursor of the page before; empty is the first page.
	skipToken string
	// count is true if the response has the number of all entities.
	count bool
	// selected are the members that the response has; nil is all.
	selected []string
	// filter and orderBy are as they were sent; empty is none.
	filter, orderBy string
	// action is the value of CountedAction; empty is the default.
	action string
}

// actionOption is the query option that selects the action which statistics count. It is not an option
// of OData, so its name does not begin with $.
const actionOption = "action"

// countedActions are the values of CountedAction by the values of actionOption.
var countedActions = func() map[string]string {
	actions := make(map[string]string, models.CountedActions)
	for action := range models.CountedAction(models.CountedActions) {
		actions[action.String()] = strings.ToUpper(action.String())
	}
	return actions
}()

// parseQueryOptions reads the options of a URL. A route accepts some of them. Any other
// option, and any other parameter, is an error that names it. The names of options are not
// case-sensitive, and those in accepted are in lower case. Graph's documentation and clients
// write $skipToken, and Graph's links $skiptoken.
func parseQueryOptions(rawQuery string, accepted []string) (o queryOptions, err error) {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return o, models.Invalid("", "The query string of the URL is not encoded correctly.")
	}
	o.sent = make(map[string]string, len(values))
	for _, written := range slices.Sorted(maps.Keys(values)) {
		name, value := strings.ToLower(written), values[written]
		_, repeated := o.sent[name]
		switch {
		case !slices.Contains(accepted, name):
			return o, unsupportedOption(written, accepted)
		case len(value) > 1 || repeated:
			return o, models.Invalid(name, "The query option %s is sent more than once.", models.Quote(name))
		case value[0] == "":
			return o, models.Invalid(name, "The query option %s has no value.", name)
		}
		o.sent[name] = value[0]
		if err := o.set(name, value[0]); err != nil {
			return o, err
		}
	}
	return o, nil
}

func (o *queryOptions) set(name, value string) error {
	switch name {
	case "$top":
		n, err := strconv.ParseUint(value, 10, 16) // Atoi accepts a sign
		if err != nil || n < 1 || n > models.MaxPageSize {
			return models.Invalid(name, "$top is a number from 1 to %d.", models.MaxPageSize)
		}
		o.top = json.Number(strconv.FormatUint(n, 10))
	case "$count":
		if value != "true" && value != "false" {
			return models.Invalid(name, "$count is true or false.")
		}
		o.count = value == "true"
	case "$select":
		for selected := range strings.SplitSeq(value, ",") {
			o.selected = append(o.selected, strings.TrimSpace(selected))
		}
	case "$skiptoken":
		o.skipToken = value
	case actionOption:
		action, ok := countedActions[value]
		if !ok {
			return models.Invalid(name, "%s is %s.", name, strings.Join(slices.Sorted(maps.Keys(countedActions)), ", "))
		}
		o.action = action
	case "$filter":
		o.filter = value
	case "$orderby":
		o.orderBy = value
	}
	return nil
}

func unsupportedOption(name string, accepted []string) error {
	if len(accepted) == 0 {
		return models.Invalid(name, "The query option %s is not supported here. This URL has no query options.", models.Quote(name))
	}
	return models.Invalid(name, "The query option %s is not supported here. Supported are %s.", models.Quote(name), strings.Join(accepted, ", "))
}
