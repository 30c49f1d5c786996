package load

import (
	"fmt"
	"time"
)

// request is a request without the headers that all requests have.
type request struct {
	// path is below that of the URL.
	path string
	// id is the client-request-id; empty for none.
	id   string
	body []byte
}

// dialect is the format of the requests and responses of a server.
type dialect interface {
	// append makes the request for the records. It appends the only right body of the response
	// to want.
	append(to *request, want []byte, records []record) (newWant []byte)
	// status is the status of the right response.
	status() int
	// rejected reports whether a body is an error response.
	rejected(body []byte) bool
}

func newDialect(name string, bulk bool) (dialect, error) {
	switch {
	case name == "graphql":
		return newGraphQL(bulk), nil
	case name == "graph" && !bulk:
		return newGraph(), nil
	case name == "route" && !bulk:
		return newRoute(), nil
	case name == "raw":
		return raw{}, nil
	}
	return nil, fmt.Errorf("there is no dialect %q with these requests", name)
}

// dateTime is the format of the times: seven digits of a second, and an offset that is not
// UTC.
const dateTime = "2006-01-02T15:04:05.0000000-07:00"

var zone = time.FixedZone("", 3*60*60)

func (r record) appendTime(to []byte) []byte { return r.at.In(zone).AppendFormat(to, dateTime) }

// actorsIn returns the actors in JSON by number. identity begins the identities and set their
// set; device is the empty identity.
func actorsIn(set, identity, device string) []string {
	texts := make([]string, actors)
	for n := range actors {
		texts[n] = fmt.Sprintf(`{%s"application":{%s"id":"application-%d","displayName":"Büro %d"},"device":%s,"user":{%s"id":"user-%d","displayName":"Zoë Example %d"}}`,
			set, identity, n%20, n%20, device, identity, n, n)
	}
	return texts
}
