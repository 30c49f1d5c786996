package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// reader can see the first group of a cursorFixture, but not the second.
var reader = &auth.Principal{UserID: "ada", DisplayName: "Ada", Scopes: auth.FilesRead | auth.FilesReadWrite}

// cursorFixture is a fixture with two groups, of which the reader can see one. More is
// recorded in both groups while cursors are in use.
type cursorFixture struct {
	fixture
	queryGenerator
	visible, hidden *testGroup
}

func newCursorFixture(t *testing.T, s *gqlhttptest.Server) *cursorFixture {
	t.Helper()
	r := &cursorFixture{fixture: fixture{s}, visible: newTestGroup(0), hidden: newTestGroup(1)}
	for _, g := range []*testGroup{r.visible, r.hidden} {
		g.fill()
		if g == r.visible {
			g.add(groupOwner, "addGroupMember", object{"groupId": g.ids["Group"][0], "userId": "ada"})
		}
		for _, round := range []string{"first", "second"} {
			g.addMore(round, gqlhttptest.Start)
		}
		r.run(t, g)
	}
	all := idsByKind{"UserID": {"ada"}}
	all.add(r.visible.ids)
	all.addDerived()
	r.queryGenerator = queryGenerator{argumentGenerator: newArgumentGenerator(t, all)}
	return r
}

// addMore adds an element to every list of a group and of its item "file".
func (g *testGroup) addMore(round string, at time.Time) {
	group, file := g.ids["Group"][0], g.marker+"-file"
	g.add(groupOwner, "addGroupOwner", object{"groupId": group, "userId": "owner-" + round})
	g.add(groupOwner, "createGroup", object{"input": object{"id": g.marker + "-" + round + "-group", "displayName": "x"}})
	if g.marker == newTestGroup(0).marker {
		g.add(groupOwner, "addGroupMember", object{"groupId": g.marker + "-" + round + "-group", "userId": "ada"})
	}
	g.add(groupOwner, "createDriveItem", object{"driveId": g.marker + "-drive", "input": object{
		"id": g.marker + "-" + round + "-item", "name": "x", "file": object{}, "parentId": g.marker + "-folder",
	}})
	g.add(groupOwner, "createItemActivityStat", object{"driveItemId": file, "input": object{
		"id": g.marker + "-" + round + "-stat", "startDateTime": "2024-04-01T00:00:00Z", "endDateTime": "2024-07-01T00:00:00Z",
	}})
	happened := object{"action": g.everyAction(), "actor": g.actor(), "id": g.marker + "-" + round + "-happened"}
	g.add(recordingApp, "createDriveActivity", object{"driveItemId": file, "input": happened})
	for i, stat := range []string{"~allTime~" + file, g.marker + "-" + round + "-stat"} {
		g.add(recordingApp, "createItemActivity", object{
			"groupId": group, "activityId": g.marker + "-everything", "statId": stat,
			"input": object{
				"access": object{}, "actor": g.actor(),
				"activityDateTime": at.Add(-time.Duration(i) * time.Hour).Format(time.RFC3339),
			},
		})
	}
}

// run executes the steps that were added to a group since the last run.
func (r *cursorFixture) run(t *testing.T, g *testGroup) {
	t.Helper()
	for _, d := range g.steps {
		r.SetClock(r.Clock().Add(time.Second))
		if a := r.ask(t, d.caller, d.document); a.errors() != nil {
			t.Fatalf("%s\nreturns %s", d.document, a.text)
		}
	}
	g.steps = nil
}

// itemActivityLists returns the filtered lists: each scope in each of its orders, with each
// kind of range. Lists with different arguments are different lists.
func (r *cursorFixture) itemActivityLists() (places []listField) {
	var ranges []string
	for _, ends := range []string{
		`from: "2024-05-01T00:00:00Z"`, `from: "2024-05-02T00:00:00Z"`, `before: "2024-06-01T00:00:00Z"`,
		`before: "2034-06-01T00:00:00Z"`, `from: "2024-05-01T00:00:00Z" before: "2024-06-01T00:00:00Z"`,
	} {
		ranges = append(ranges, "DateTime: {"+ends+"}")
	}
	file, group := r.ids["DriveItem"][0], r.ids["Group"][0]
	for scope, byRecorded := range map[string]bool{
		fmt.Sprintf("driveItemId: %q", file):                                       true,
		fmt.Sprintf("groupId: %q", group):                                          true,
		fmt.Sprintf("statId: %q", r.ids["ItemActivityStat"][0]):                    false,
		fmt.Sprintf("statId: %q", "~allTime~"+file):                                false,
		fmt.Sprintf("statId: %q", "~lastSevenDays~"+file):                          false,
		fmt.Sprintf("statId: %q", "~day:2024-05-06~"+file):                         false,
		fmt.Sprintf("actor: {application: {id: %q}}", r.visible.marker+"-claimed"): false,
		fmt.Sprintf("actor: {device: {id: %q}}", r.visible.marker+"-device"):       false,
	} {
		times := []string{"activity"}
		if byRecorded {
			times = append(times, "recorded")
		}
		for _, time := range times {
			for _, within := range append([]string{""}, ranges...) {
				if within != "" {
					within = " " + time + within
				}
				for _, direction := range []string{"ASC", "DESC"} {
					places = append(places, listField{
						at: "Query.itemActivities", open: "{ ", end: " }", name: "itemActivities",
						arguments: fmt.Sprintf("filter: {%s%s} orderBy: %s_DATE_TIME_%s", scope, within, strings.ToUpper(time), direction),
					})
				}
			}
		}
	}
	return places
}

// savedCursor is a cursor and the edges that follow it in one direction.
type savedCursor struct {
	listField
	direction
	cursor    string
	following []string
}

// readOn reads the list from the cursor on.
func (m savedCursor) readOn(t *testing.T, r *cursorFixture) (edges []string, refused bool) {
	t.Helper()
	document := m.document(r.queryGenerator, fmt.Sprintf("%s: 100 %s: %q", m.size, m.from, m.cursor))
	a := r.ask(t, reader, document)
	if a.errors() != nil {
		t.Errorf("%s\nreturns %s", document, shortened(a.text))
		return nil, true
	}
	_, edges = cursorsIn(a.text)
	return edges, false
}

// TestCursorsOutliveWhatIsRecorded checks that a cursor of any list in any order remains
// valid. The same edges must follow it after more was recorded in its group and in other
// groups, with early and late times.
func TestCursorsOutliveWhatIsRecorded(t *testing.T) {
	t.Parallel()
	r := newCursorFixture(t, gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: gqlhttptest.WideLimits()}))
	var marks []savedCursor
	tried := map[string]int{}
	for _, p := range append(r.lists(), r.itemActivityLists()...) {
		for _, w := range []direction{forwards, backwards} {
			ends, _ := cursorsIn(r.ask(t, reader, p.document(r.queryGenerator, w.size+": 1")).text)
			if ends[w.end] == "" {
				continue
			}
			m := savedCursor{listField: p, direction: w, cursor: ends[w.end]}
			if m.following, _ = m.readOn(t, r); len(m.following) > 0 {
				tried[p.at]++
			}
			marks = append(marks, m)
		}
	}
	for name, def := range r.schema.Types {
		for _, field := range def.Fields {
			if at := name + "." + field.Name; field.Arguments.ForName("after") != nil && def.Kind == "OBJECT" && tried[at] == 0 {
				t.Errorf("%s was not read on from a cursor", at)
			}
		}
	}
	check := func(when string, moved bool) {
		t.Helper()
		broken := map[string]bool{}
		for _, m := range marks {
			edges, refused := m.readOn(t, r)
			lost := slices.ContainsFunc(m.following, func(c string) bool { return !slices.Contains(edges, c) })
			if (refused || lost && !moved) && !broken[m.arguments] {
				broken[m.arguments] = true
				t.Errorf("%s, %s(%s): its cursor is rejected: %v; edges after it are missing: %v", when, m.at, m.arguments, refused, lost)
			}
		}
	}
	r.hidden.addMore("third", gqlhttptest.Start)
	r.run(t, r.hidden)
	check("after the unseen group recorded", false)
	r.visible.addMore("third", gqlhttptest.Start)
	r.run(t, r.visible)
	check("after the group recorded", false)
	r.SetClock(gqlhttptest.Start.AddDate(0, 0, 9))
	r.hidden.addMore("fourth", r.Clock())
	r.visible.addMore("fourth", r.Clock())
	r.run(t, r.hidden)
	r.run(t, r.visible)
	// Days move out of the window of the last seven days.
	check("after nine days", true)
}

// TestCursorsAreOfOneRange checks that every other list rejects a cursor of a filtered
// list, even if both lists have the same accesses. Any spelling of the same range is the
// same list.
func TestCursorsAreOfOneRange(t *testing.T) {
	t.Parallel()
	r := newCursorFixture(t, gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: gqlhttptest.WideLimits()}))
	lists := r.itemActivityLists()
	var all strings.Builder
	for i, p := range lists {
		fmt.Fprintf(&all, "list%d: itemActivities(%s first: 1 after: $c) { totalCount }\n", i, p.arguments)
	}
	tried := 0
	for i, p := range lists {
		_, edges := cursorsIn(r.ask(t, reader, p.document(r.queryGenerator, "first: 100")).text)
		if len(edges) == 0 {
			continue
		}
		tried++
		document := strings.ReplaceAll("{ "+all.String()+" }", "$c", fmt.Sprintf("%q", edges[0]))
		a := r.ask(t, reader, document)
		data, _ := a.body["data"].(map[string]any)
		for j, other := range lists {
			if taken := data[fmt.Sprint("list", j)] != nil; taken != (i == j) {
				t.Errorf("a cursor of (%s) is accepted for (%s): %v", p.arguments, other.arguments, taken)
			}
		}
		for _, e := range a.errors() {
			extensions, _ := e.(map[string]any)["extensions"].(map[string]any)
			if extensions["code"] != string(models.BadUserInput) || extensions["argument"] != "after" {
				t.Fatalf("it is rejected as %v", e)
			}
		}
		spelled := strings.ReplaceAll(p.arguments, "T00:00:00Z", "T05:30:00.00+05:30")
		if respelled := r.ask(t, reader, fmt.Sprintf("{ itemActivities(%s first: 1 after: %q) { totalCount } }", spelled, edges[0])); respelled.errors() != nil {
			t.Errorf("(%s) is rejected for (%s)", p.arguments, spelled)
		}
	}
	if tried < len(lists)/2 {
		t.Errorf("only %d of %d lists had a cursor to try", tried, len(lists))
	}
}
