package graph_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// lists has the lists of objects, by the type of the object. field is a format for an
// alias, the paging arguments and the selections; node has the selections of a node.
var lists = []struct{ kind, field, node string }{
	{"Group", "%s: members(%s) %s", "addedDateTime user { id }"},
	{"Drive", "%s: items(%s) %s", "id"},
	{"Drive", "%s: items(deleted: false, %s) %s", "id"},
	{"Drive", "%s: items(nameContains: \"I\", %s) %s", "id"},
	{"Drive", "%s: children(%s) %s", "id"},
	{"Drive", "%s: children(deleted: null, nameContains: \"f\", %s) %s", "id"},
	{"Drive", "%s: activities(%s) %s", "id"},
	{"Drive", "%s: activities(action: CREATE, %s) %s", "id"},
	{"Drive", "%s: activities(observedDateTime: {from: \"2024-05-06T00:00:00Z\"}, %s) %s", "id"},
	{"DriveItem", "%s: children(%s) %s", "id"},
	{"DriveItem", "%s: children(deleted: true, %s) %s", "id"},
	{"DriveItem", "%s: children(nameContains: \"i\", %s) %s", "id"},
	{"DriveItem", "%s: activities(%s) %s", "id"},
	{"DriveItem", "%s: activities(observedDateTime: {from: \"2024-05-06T00:00:00Z\"}, %s) %s", "id"},
	{"DriveItem", "%s: analytics { allTime { activities(%s) %s } }", "id"},
	{"DriveItem", "%s: analytics { itemActivityStats(%s) %s }", "id"},
	{"ItemActivityStat", "%s: activities(%s) %s", "id"},
	{"ItemActivityStat", "%s: driveItem { analytics { itemActivityStats(%s) %s } }", "id"},
	{"ItemActivity", "%s: stat { activities(%s) %s }", "id"},
	{"User", "%s: joinedGroups(%s) %s", "id"},
}

// pageOf selects all fields of a page.
func pageOf(node string) string {
	return "{ totalCount edges { cursor node { " + node + " } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
}

// partialResponse is a response with data and errors.
type partialResponse struct {
	Data   map[string]json.RawMessage
	Errors []struct {
		Message    string
		Path       []any
		Extensions struct{ Code, Argument string }
	}
}

func askAs(t *rapid.T, s *gqlhttptest.Server, caller *auth.Principal, document string) (a partialResponse) {
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	recorder, _ := s.Do(r, caller)
	if err := json.Unmarshal(recorder.Body.Bytes(), &a); err != nil || a.Data == nil {
		t.Fatalf("%v in %s", err, recorder.Body)
	}
	return a
}

// of returns the data and the errors of the response below a path.
func (a partialResponse) of(t *rapid.T, place ...any) string {
	var errs []string
	for _, e := range a.Errors {
		if len(e.Path) >= len(place) && reflect.DeepEqual(e.Path[:len(place)], place) {
			errs = append(errs, fmt.Sprint(e.Path[len(place):], e.Message, e.Extensions))
		}
	}
	slices.Sort(errs)
	data := a.Data[place[0].(string)]
	if len(place) > 1 {
		var nodes []json.RawMessage
		if err := json.Unmarshal(data, &nodes); err != nil {
			t.Fatal(err)
		}
		data = nodes[int(place[1].(float64))]
	}
	return string(data) + strings.Join(errs, "\n")
}

// drawArguments draws the paging arguments, with cursors of one of the parents or without
// cursors.
func drawArguments(t *rapid.T, s *gqlhttptest.Server, caller *auth.Principal, on, field, page string, parents []models.ID) string {
	size := rapid.IntRange(1, 4).Draw(t, "size")
	args := []string{rapid.SampledFrom([]string{"first: %d", "last: %d"}).Draw(t, "end")}
	args[0] = fmt.Sprintf(args[0], size)
	parent := rapid.SampledFrom(parents).Draw(t, "parent of the cursors")
	whole := askAs(t, s, caller, fmt.Sprintf("{ node(id: %q) { ... on %s { %s } } }", parent, on, fmt.Sprintf(field, "all", "first: 100", page)))
	cursors := []string{"none"}
	for _, m := range cursorIn.FindAllStringSubmatch(whole.of(t, "node"), -1) {
		cursors = append(cursors, m[1])
	}
	for _, name := range []string{"after", "before"} {
		if rapid.IntRange(0, 2).Draw(t, name) == 0 {
			args = append(args, fmt.Sprintf("%s: %q", name, rapid.SampledFrom(cursors).Draw(t, "cursor")))
		}
	}
	return strings.Join(args, ", ")
}

var cursorIn = regexp.MustCompile(`"cursor":"([^"]+)"`)

// TestBatchedListsEqualSingleLists reads pages of the lists of many objects in one request,
// and of each object in a request of its own. The results must be equal, for every page,
// caller and size of the lists.
func TestBatchedListsEqualSingleLists(t *testing.T) {
	t.Parallel()
	s, _ := newStatementServer(t)
	made := map[string][]models.ID{}
	for _, of := range []gqlhttptest.Shape{{Groups: 2, Members: 1, Folders: 2, Children: 2, Stats: 2, Accesses: 3}, {Groups: 1, Members: 3, Folders: 1}, {Groups: 2, Members: 2}, {Groups: 1, Members: 4, Folders: 3, Children: 1, Stats: 1, Accesses: 7}, {Groups: 1, Folders: 1, Children: 4, Stats: 4, Accesses: 1}} {
		for kind, ids := range s.Fill(t, of) {
			made[kind] = append(made[kind], ids...)
		}
	}
	for _, item := range made["DriveItem"] {
		made["ItemActivityStat"] = append(made["ItemActivityStat"], models.AllTimeWindow().ID(item))
	}
	member, scopes := made["UserID"][1], auth.Local().Scopes
	callers := []*auth.Principal{
		auth.Local(),
		{UserID: member, Scopes: scopes},
		{UserID: member, Scopes: scopes, Groups: made["Claim"][:2]},
	}
	rapid.Check(t, func(t *rapid.T) {
		caller := rapid.SampledFrom(callers).Draw(t, "caller")
		l := rapid.SampledFrom(lists).Draw(t, "list")
		ids := append(rapid.SliceOfN(rapid.SampledFrom(made[l.kind]), 1, 12).Draw(t, "parents"), "nothing")
		one := fmt.Sprintf(l.field, "one", drawArguments(t, s, caller, l.kind, l.field, pageOf(l.node), ids), pageOf(l.node))
		other := fmt.Sprintf(l.field, "other", drawArguments(t, s, caller, l.kind, l.field, pageOf(l.node), ids), pageOf(l.node))
		selection := fmt.Sprintf("{ id ... on %s { %s %s } }", l.kind, one, other)
		sent, _ := json.Marshal(ids)
		together := askAs(t, s, caller, "{ nodes(ids: "+string(sent)+") "+selection+" }")
		for i, id := range ids {
			alone := askAs(t, s, caller, fmt.Sprintf("{ node(id: %q) %s }", id, selection))
			if got, want := together.of(t, "nodes", float64(i)), alone.of(t, "node"); got != want {
				t.Fatalf("%s of %s among others:\n%s\nalone:\n%s", selection, id, got, want)
			}
		}
	})
}
