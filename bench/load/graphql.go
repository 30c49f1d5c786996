package load

import "strconv"

// graphQL sends the mutations of itemactivity's schema.
type graphQL struct {
	operation
	bulk bool
	// sent are the actors in JSON by number, as in requests.
	sent     []string
	returned activityFormat
}

func newGraphQL(bulk bool) *graphQL {
	g := newMutation(whole, newWholeFormat())
	g.bulk = bulk
	if bulk {
		g.operation = newOperation("mutation RecordAll($inputs: [CreateItemActivityInput!]!) {" +
			" createItemActivities(inputs: $inputs, atomic: true) { activity { " + whole + " } } }")
	}
	return g
}

// newMutation returns the dialect of the mutation for a single activity with a selection.
func newMutation(selection string, returned activityFormat) *graphQL {
	return &graphQL{
		operation: newOperation("mutation Record($groupId: ID!, $activityId: ID!, $statId: ID!, $input: ItemActivityInput!) {" +
			" createItemActivity(groupId: $groupId, activityId: $activityId, statId: $statId, input: $input) { " + selection + " } }"),
		sent:     actorsIn("", "", "{}"),
		returned: returned,
	}
}

func (g *graphQL) append(to *request, want []byte, records []record) (newWant []byte) {
	to.body = append(to.body, g.begin...)
	if !g.bulk {
		want = g.appendRecord(to, append(want, `{"data":{"createItemActivity":`...), records[0])
		to.body = append(to.body, '}')
		return append(want, "}}"...)
	}
	to.body = append(to.body, `{"inputs":`...)
	want = append(want, `{"data":{"createItemActivities":`...)
	separator := byte('[')
	for _, r := range records {
		to.body, want = append(to.body, separator), append(want, separator)
		want = append(g.appendRecord(to, append(want, `{"activity":`...), r), '}')
		separator = ','
	}
	to.body = append(to.body, "]}}"...)
	return append(want, "]}}"...)
}

// appendRecord appends a record as the input of a request, and as the object of a response.
func (g *graphQL) appendRecord(to *request, want []byte, r record) (newWant []byte) {
	to.body = append(strconv.AppendInt(append(to.body, `{"groupId":"`+GroupID+`","activityId":"bench-activity-`...), int64(r.item), 10), `","statId":"~allTime~bench-item-`...)
	to.body = append(strconv.AppendInt(to.body, int64(r.item), 10), `","input":{"access":{},"id":"`...)
	to.body = r.appendTime(append(append(to.body, r.id...), `","activityDateTime":"`...))
	to.body = append(append(append(to.body, `","actor":`...), g.sent[r.actor]...), "}}"...)
	return g.returned.append(want, r)
}
