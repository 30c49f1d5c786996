package load

import "net/http"

// graph creates activities at the documented URL of Microsoft Graph, with a client-request-id
// for each request as Microsoft's clients send it.
type graph struct {
	// paths are the paths of the items.
	paths []string
	// actors are the actors in JSON by number.
	actors []string
}

const (
	activityType = `"@odata.type":"#microsoft.graph.itemActivity",`
	accessMember = `"access":{"@odata.type":"microsoft.graph.accessAction"},`
	setType      = `"@odata.type":"microsoft.graph.identitySet",`
	identityType = `"@odata.type":"microsoft.graph.identity"`
)

func newGraph() *graph {
	g := &graph{actors: actorsIn(setType, identityType+",", "{"+identityType+"}")}
	for item := range Items {
		g.paths = append(g.paths, "/groups/"+GroupID+"/drive/activities/"+ActivityID(item)+"/driveItem/analytics/itemActivityStats/"+StatID(item)+"/activities")
	}
	return g
}

func (g *graph) append(to *request, want []byte, records []record) (newWant []byte) {
	r := records[0]
	to.path, to.id = g.paths[r.item], r.id
	to.body = g.appendRecord(to.body, r)
	return g.appendRecord(want, r)
}

// appendRecord appends a record as it is in a request, and in its response.
func (g *graph) appendRecord(to []byte, r record) []byte {
	to = append(append(append(to, "{"+activityType+`"id":"`...), r.id...), `",`+accessMember+`"activityDateTime":"`...)
	return append(append(append(r.appendTime(to), `","actor":`...), g.actors[r.actor]...), '}')
}

func (*graph) status() int { return http.StatusCreated }

func (*graph) rejected([]byte) bool { return false } // an error response has another status

// newRoute returns the dialect of the mutation that the documented URL executes.
func newRoute() *graphQL {
	const identity = " { odataType: __typename id displayName } "
	const typed = `"odataType":"Identity"`
	return newMutation("odataType: __typename id access { odataType: __typename } activityDateTime"+
		" actor { odataType: __typename application"+identity+"device"+identity+"user"+identity+"}", activityFormat{
		beforeID:   `{"odataType":"ItemActivity","id":"`,
		beforeTime: `","access":{"odataType":"AccessAction"},"activityDateTime":"`,
		actors:     actorsIn(`"odataType":"IdentitySet",`, typed+",", "{"+typed+`,"id":null,"displayName":null}`),
	})
}
