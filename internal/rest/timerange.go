package rest

import (
	"regexp"
	"strings"

	"github.com/itemactivity/itemactivity/models"
)

// timeRange is a range of instants, as DateTimeRangeInput has it: from is the first instant
// in it, before the first one after it. Nil is open.
type timeRange struct{ from, before *models.DateTimeOffset }

// parseFilter reads the option $filter: comparisons of one member with times, joined by
// and. The operators are ge, gt, le and lt.
func parseFilter(filter, member string) (r timeRange, err error) {
	words := strings.Fields(unencodedOffset.ReplaceAllString(filter, "$1+$2"))
	for i := 0; ; i += 4 {
		if len(words) < i+3 || words[i] != member {
			return r, invalidFilter(member)
		}
		if err := r.narrow(words[i+1], words[i+2], member); err != nil {
			return r, err
		}
		if len(words) == i+3 {
			return r, r.check()
		}
		if words[i+3] != "and" {
			return r, invalidFilter(member)
		}
	}
}

// unencodedOffset matches a time whose offset follows a space. Some clients do not encode the
// sign + in a URL, where it stands for a space.
var unencodedOffset = regexp.MustCompile(`(T[0-9:.]+) ([0-9]{2}:[0-9]{2})\b`)

// narrow adds a comparison to the range.
func (r *timeRange) narrow(operator, text, member string) error {
	at, err := models.ParseDateTimeOffset(text)
	if err != nil {
		return models.Invalid("$filter", "$filter is invalid. %s", err.Error())
	}
	var bound **models.DateTimeOffset
	switch operator {
	case "ge", "gt":
		bound = &r.from
	case "lt", "le":
		bound = &r.before
	default:
		return invalidFilter(member)
	}
	if *bound != nil {
		return models.Invalid("$filter", "$filter has two comparisons that bound %s on the same side.", member)
	}
	if operator == "gt" || operator == "le" {
		// The instants are whole ticks, so the next tick bounds the same instants.
		if at, err = models.DateTimeOffsetOf(at.Ticks()+1, utcForm); err != nil {
			return models.Invalid("$filter", "%s in $filter is the last time that there is. Leave the comparison out.", models.Quote(text))
		}
	}
	*bound = &at
	return nil
}

// check returns an error if no instant can be in the range.
func (r timeRange) check() error {
	if r.from != nil && r.before != nil && r.from.Compare(*r.before) >= 0 {
		return models.Invalid("$filter", "$filter matches no time. The time after lt or le must be later than the time after ge or gt.")
	}
	return nil
}

// utcForm is the form of a time in UTC with all of its digits.
const utcForm = 0

func invalidFilter(member string) error {
	return models.Invalid("$filter", "$filter is supported as: %[1]s ge TIME, %[1]s lt TIME, or both joined by and. TIME is like 2017-01-01T00:00:00Z. The operators gt and le work too.", member)
}
