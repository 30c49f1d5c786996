package load

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// dialect is the format of the requests and responses of a server.
type dialect interface {
	// append appends the body of a request for the records, and the only right body of its
	// response.
	append(request, response []byte, records []record) (newRequest, newResponse []byte)
	// rejected reports whether a body is an error response.
	rejected(body []byte) bool
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

// graphQL sends the mutations of itemactivity's schema, with all values in variables.
type graphQL struct {
	document string
	bulk     bool
	// sent and returned are the actors in JSON by number, as in requests and in responses.
	sent, returned []string
}

const whole = "id activityDateTime actor { application { id displayName } device { id displayName } user { id displayName } }"

func newGraphQL(bulk bool) *graphQL {
	g := &graphQL{bulk: bulk, sent: make([]string, actors), returned: make([]string, actors)}
	document := "mutation Record($groupId: ID!, $activityId: ID!, $statId: ID!, $input: ItemActivityInput!) {" +
		" createItemActivity(groupId: $groupId, activityId: $activityId, statId: $statId, input: $input) { " + whole + " } }"
	if bulk {
		document = "mutation RecordAll($inputs: [CreateItemActivityInput!]!) {" +
			" createItemActivities(inputs: $inputs, atomic: true) { activity { " + whole + " } } }"
	}
	text, _ := json.Marshal(document) // a string has no error
	g.document = string(text)
	for n := range actors {
		application := fmt.Sprintf(`{"id":"application-%d","displayName":"Büro %d"}`, n%20, n%20)
		user := fmt.Sprintf(`{"id":"user-%d","displayName":"Zoë Example %d"}`, n, n)
		g.sent[n] = `{"application":` + application + `,"device":{},"user":` + user + `}`
		g.returned[n] = `{"application":` + application + `,"device":{"id":null,"displayName":null},"user":` + user + `}`
	}
	return g
}

// dateTime is the format of the times: seven digits of a second, and an offset that is not
// UTC.
const dateTime = "2006-01-02T15:04:05.0000000-07:00"

var zone = time.FixedZone("", 3*60*60)

func (g *graphQL) append(request, response []byte, records []record) (newRequest, newResponse []byte) {
	request = append(append(append(request, `{"query":`...), g.document...), `,"variables":`...)
	if !g.bulk {
		request, response = g.appendRecord(request, append(response, `{"data":{"createItemActivity":`...), records[0])
		return append(request, '}'), append(response, "}}"...)
	}
	request = append(request, `{"inputs":`...)
	response = append(response, `{"data":{"createItemActivities":`...)
	separator := byte('[')
	for _, r := range records {
		request, response = append(request, separator), append(response, separator)
		request, response = g.appendRecord(request, append(response, `{"activity":`...), r)
		response = append(response, '}')
		separator = ','
	}
	return append(request, "]}}"...), append(response, "]}}"...)
}

// appendRecord appends a record as the input of a request, and as the object of a response.
func (g *graphQL) appendRecord(request, response []byte, r record) (newRequest, newResponse []byte) {
	request = append(append(request, `{"groupId":"`+GroupID+`","activityId":"bench-activity-`...), strconv.Itoa(r.item)...)
	request = append(append(request, `","statId":"~allTime~bench-item-`...), strconv.Itoa(r.item)...)
	request = append(append(request, `","input":{"access":{},"id":"`...), r.id...)
	request = r.at.In(zone).AppendFormat(append(request, `","activityDateTime":"`...), dateTime)
	request = append(append(append(request, `","actor":`...), g.sent[r.actor]...), "}}"...)
	response = append(append(response, `{"id":"`...), r.id...)
	response = r.at.In(zone).AppendFormat(append(response, `","activityDateTime":"`...), dateTime)
	response = append(append(append(response, `","actor":`...), g.returned[r.actor]...), '}')
	return request, response
}

func (*graphQL) rejected(body []byte) bool { return strings.HasPrefix(string(body), `{"errors"`) }
