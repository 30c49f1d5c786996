package load

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// dialect is how records are sent to a server, and what it answers to them.
type dialect interface {
	// append adds the request for the records, and the answer that alone is right.
	append(request, answer []byte, records []record) (newRequest, newAnswer []byte)
	// refused says whether an answer is an error, and not a false answer.
	refused(body []byte) bool
}

func newDialect(name string, bulk bool) (dialect, error) {
	switch name {
	case "graphql":
		return newGraphQL(bulk), nil
	case "raw":
		return raw{}, nil
	}
	return nil, fmt.Errorf("there is no dialect %q", name)
}

// graphQL is the mutations of our schema, with everything in variables.
type graphQL struct {
	document string
	bulk     bool
	// sent and answered are the actors in JSON, by their numbers.
	sent, answered []string
}

const whole = "id activityDateTime actor { application { id displayName } device { id displayName } user { id displayName } }"

func newGraphQL(bulk bool) *graphQL {
	g := &graphQL{bulk: bulk, sent: make([]string, actors), answered: make([]string, actors)}
	document := "mutation Record($groupId: ID!, $activityId: ID!, $statId: ID!, $input: ItemActivityInput!) {" +
		" createItemActivity(groupId: $groupId, activityId: $activityId, statId: $statId, input: $input) { " + whole + " } }"
	if bulk {
		document = "mutation RecordAll($inputs: [CreateItemActivityInput!]!) {" +
			" createItemActivities(inputs: $inputs, atomic: true) { activity { " + whole + " } } }"
	}
	text, _ := json.Marshal(document) // a string can always be encoded
	g.document = string(text)
	for n := range actors {
		application := fmt.Sprintf(`{"id":"application-%d","displayName":"Büro %d"}`, n%20, n%20)
		user := fmt.Sprintf(`{"id":"user-%d","displayName":"Zoë Example %d"}`, n, n)
		g.sent[n] = `{"application":` + application + `,"device":{},"user":` + user + `}`
		g.answered[n] = `{"application":` + application + `,"device":{"id":null,"displayName":null},"user":` + user + `}`
	}
	return g
}

// dateTime is how clients write times: with seven digits, and an offset that is
// not UTC's.
const dateTime = "2006-01-02T15:04:05.0000000-07:00"

var zone = time.FixedZone("", 3*60*60)

func (g *graphQL) append(request, answer []byte, records []record) (newRequest, newAnswer []byte) {
	request = append(append(append(request, `{"query":`...), g.document...), `,"variables":`...)
	if !g.bulk {
		request, answer = g.appendRecord(request, append(answer, `{"data":{"createItemActivity":`...), records[0])
		return append(request, '}'), append(answer, "}}"...)
	}
	request = append(request, `{"inputs":`...)
	answer = append(answer, `{"data":{"createItemActivities":`...)
	separator := byte('[')
	for _, r := range records {
		request, answer = append(request, separator), append(answer, separator)
		request, answer = g.appendRecord(request, append(answer, `{"activity":`...), r)
		answer = append(answer, '}')
		separator = ','
	}
	return append(request, "]}}"...), append(answer, "]}}"...)
}

// appendRecord adds a record as an input with its key, and as it is answered.
func (g *graphQL) appendRecord(request, answer []byte, r record) (newRequest, newAnswer []byte) {
	request = append(append(request, `{"groupId":"`+GroupID+`","activityId":"bench-activity-`...), strconv.Itoa(r.item)...)
	request = append(append(request, `","statId":"~allTime~bench-item-`...), strconv.Itoa(r.item)...)
	request = append(append(request, `","input":{"access":{},"id":"`...), r.id...)
	request = r.at.In(zone).AppendFormat(append(request, `","activityDateTime":"`...), dateTime)
	request = append(append(append(request, `","actor":`...), g.sent[r.actor]...), "}}"...)
	answer = append(append(answer, `{"id":"`...), r.id...)
	answer = r.at.In(zone).AppendFormat(append(answer, `","activityDateTime":"`...), dateTime)
	answer = append(append(append(answer, `","actor":`...), g.answered[r.actor]...), '}')
	return request, answer
}

func (*graphQL) refused(body []byte) bool { return strings.HasPrefix(string(body), `{"errors"`) }
