package load

import (
	"encoding/json"
	"net/http"
	"strings"
)

// operation is a GraphQL document that is sent with all values in variables.
type operation struct {
	// begin is the beginning of the body of a request, up to the variables.
	begin string
}

func newOperation(document string) operation {
	text, _ := json.Marshal(document) // a string has no error
	return operation{begin: `{"query":` + string(text) + `,"variables":`}
}

func (operation) status() int { return http.StatusOK }

func (operation) rejected(body []byte) bool { return strings.HasPrefix(string(body), `{"errors"`) }

// whole selects everything that a client sends of an activity.
const whole = "id activityDateTime actor { application { id displayName } device { id displayName } user { id displayName } }"

// activityFormat is the format of an activity in a response.
type activityFormat struct {
	// beforeID and beforeTime are the parts before the id and the time.
	beforeID, beforeTime string
	// actors are the actors in JSON by number.
	actors []string
}

// newWholeFormat returns the format of the selection whole.
func newWholeFormat() activityFormat {
	return activityFormat{
		beforeID: `{"id":"`, beforeTime: `","activityDateTime":"`,
		actors: actorsIn("", "", `{"id":null,"displayName":null}`),
	}
}

func (f *activityFormat) append(to []byte, r record) []byte {
	to = append(append(append(to, f.beforeID...), r.id...), f.beforeTime...)
	return append(append(append(r.appendTime(to), `","actor":`...), f.actors[r.actor]...), '}')
}
