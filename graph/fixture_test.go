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

// fixture is a server on which steps were executed.
type fixture struct{ *gqlhttptest.Server }

// step is one request that fills a fixture.
type step struct {
	// group is the group that the step belongs to, or nil.
	group    *testGroup
	caller   *auth.Principal
	document string
}

// newFixture executes the steps, except those of omitted groups. The time of a step does
// not depend on whether the steps before it are executed.
func newFixture(tb testing.TB, rt rapid.TB, steps []step, leftOut func(*testGroup) bool) fixture {
	tb.Helper()
	w := fixture{gqlhttptest.NewServerWith(tb, gqlhttptest.Config{Limits: gqlhttptest.WideLimits()})}
	for i, d := range steps {
		if d.group != nil && leftOut(d.group) {
			continue
		}
		w.SetClock(gqlhttptest.Start.Add(time.Duration(i) * time.Second))
		if r := w.ask(rt, d.caller, d.document); r.errors() != nil {
			rt.Fatalf("%s\nreturns %s", d.document, r.text)
		}
	}
	w.SetClock(gqlhttptest.Start.Add(time.Hour))
	return w
}

// response is a response in two forms: as it was sent, and in a form that can be compared
// with that of another server.
type response struct {
	text string
	body map[string]any
}

func (r response) errors() []any {
	errs, _ := r.body["errors"].([]any)
	return errs
}

// ask sends a document as a caller, or without a caller if nil.
func (w fixture) ask(t rapid.TB, caller *auth.Principal, document string) response {
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
		t.Fatalf("%s\nreturns %d: %s", document, recorder.Code, recorder.Body)
	}
	if strings.Contains(recorder.Body.String(), "INTERNAL") {
		t.Fatalf("%s\nreturns %s\nthe log is\n%s", document, recorder.Body, w.Log)
	}
	orderErrors(whole)
	leaveOutOwn(whole)
	return response{recorder.Body.String(), whole}
}

// madeID matches an id that the server generated, alone or in a derived id.
var madeID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)

// leaveOutOwn removes what differs between databases or requests: cursors, which are
// encrypted with the secret of the database, request ids, and generated ids.
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

// mutation returns a document with one mutation. The values are strings, maps, and values
// that fmt.Sprint prints in the syntax of GraphQL.
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
