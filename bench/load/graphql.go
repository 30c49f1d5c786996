package load

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// graphQL sends the mutations of itemactivity's schema, with all values in variables.
type graphQL struct {
	document string
	bulk     bool
	// sent and returned are the actors in JSON by number, as in requests and in responses.
	sent, returned []string
	// beforeID and beforeTime are the parts of an activity in a response before its id and its
	// time.
	beforeID, beforeTime string
}

const whole = "id activityDateTime actor { application { id displayName } device { id displayName } user { id displayName } }"

func newGraphQL(bulk bool) *graphQL {
	g := newMutation(whole)
	g.bulk = bulk
	if bulk {
		g.document = quoted("mutation RecordAll($inputs: [CreateItemActivityInput!]!) {" +
			" createItemActivities(inputs: $inputs, atomic: true) { activity { " + whole + " } } }")
	}
	return g
}

// newMutation returns the dialect of the mutation for a single activity with a selection.
func newMutation(selection string) *graphQL {
	return &graphQL{
		document: quoted("mutation Record($groupId: ID!, $activityId: ID!, $statId: ID!, $input: ItemActivityInput!) {" +
			" createItemActivity(groupId: $groupId, activityId: $activityId, statId: $statId, input: $input) { " + selection + " } }"),
		sent:       actorsIn("", "", "{}"),
		returned:   actorsIn("", "", `{"id":null,"displayName":null}`),
		beforeID:   `{"id":"`,
		beforeTime: `","activityDateTime":"`,
	}
}

func quoted(document string) string {
	text, _ := json.Marshal(document) // a string has no error
	return string(text)
}

func (g *graphQL) append(to *request, want []byte, records []record) (newWant []byte) {
	to.body = append(append(append(to.body, `{"query":`...), g.document...), `,"variables":`...)
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
	want = append(append(append(want, g.beforeID...), r.id...), g.beforeTime...)
	return append(append(append(r.appendTime(want), `","actor":`...), g.returned[r.actor]...), '}')
}

func (*graphQL) status() int { return http.StatusOK }

func (*graphQL) rejected(body []byte) bool { return strings.HasPrefix(string(body), `{"errors"`) }
