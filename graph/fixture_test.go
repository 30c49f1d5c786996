package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// world is a service in which something has happened.
type world struct{ *gqlhttptest.Server }

// deed is one request of those that make a world.
type deed struct {
	// of is the group that it belongs to; nil for one that belongs to none.
	of       *plannedGroup
	caller   *auth.Principal
	document string
}

// newWorld does deeds, all but those in groups that are left out. Each is done at
// its own time, whether those before it are done or not.
func newWorld(t *testing.T, rt rapid.TB, deeds []deed, leftOut func(*plannedGroup) bool) world {
	t.Helper()
	w := world{gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: gqlhttptest.WideLimits()})}
	for i, d := range deeds {
		if d.of != nil && leftOut(d.of) {
			continue
		}
		w.SetClock(gqlhttptest.Start.Add(time.Duration(i) * time.Second))
		if r := w.ask(rt, d.caller, d.document); r.errors() != nil {
			rt.Fatalf("%s\nanswers %s", d.document, r.text)
		}
	}
	w.SetClock(gqlhttptest.Start.Add(time.Hour))
	return w
}

// reply is an answer, as it was sent and as it can be compared with another
// server's.
type reply struct {
	text  string
	whole map[string]any
}

func (r reply) errors() []any {
	errs, _ := r.whole["errors"].([]any)
	return errs
}

// ask sends a document as a caller, nobody if nil.
func (w world) ask(t rapid.TB, caller *auth.Principal, document string) reply {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "extensions": map[string]any{"cost": true}})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	recorder, _ := w.Do(r, caller)
	value, err := decodeJSON(recorder.Body.Bytes())
	whole, ok := value.(map[string]any)
	if err != nil || !ok || recorder.Code != http.StatusOK {
		t.Fatalf("%s\nanswers %d: %s", document, recorder.Code, recorder.Body)
	}
	if strings.Contains(recorder.Body.String(), "INTERNAL") {
		t.Fatalf("%s\nanswers %s\nthe log says\n%s", document, recorder.Body, w.Log)
	}
	orderErrors(whole)
	leaveOutOwn(whole)
	return reply{recorder.Body.String(), whole}
}

// madeID is an id that the server made, by itself or in a derived one.
var madeID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)

// leaveOutOwn takes away what is a database's or a request's own: cursors are
// sealed with the secret of the one, the id of the other is in each error, and no
// two ids that are made are alike.
func leaveOutOwn(value any) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			leaveOutOwn(element)
		}
	case map[string]any:
		for name, member := range value {
			text, isText := member.(string)
			switch {
			case name == "requestId":
				delete(value, name)
			case isText && (name == "cursor" || name == "startCursor" || name == "endCursor"):
				value[name] = "a cursor"
			case isText:
				value[name] = madeID.ReplaceAllString(text, "an id")
			default:
				leaveOutOwn(member)
			}
		}
	}
}

// mutation writes a call of one mutation; values are texts, maps and what writes
// itself.
func mutation(field string, arguments map[string]any) string {
	written := written(arguments)
	return fmt.Sprintf("mutation { %s(%s) { __typename } }", field, written[1:len(written)-1])
}

func written(value any) string {
	switch value := value.(type) {
	case string:
		return strconv.Quote(value)
	case map[string]any:
		var members []string
		for _, name := range slices.Sorted(maps.Keys(value)) {
			members = append(members, name+": "+written(value[name]))
		}
		return "{" + strings.Join(members, ", ") + "}"
	}
	return fmt.Sprint(value)
}
