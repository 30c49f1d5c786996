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

// reader sees the first group of neighbours, and not the second.
var reader = &auth.Principal{UserID: "ada", DisplayName: "Ada", Scopes: auth.FilesRead | auth.FilesReadWrite}

// neighbours is a world in which a group goes on doing things, and another one that
// the reader may not see does the same.
type neighbours struct {
	world
	asker
	seen, unseen *plannedGroup
}

func newNeighbours(t *testing.T, s *gqlhttptest.Server) *neighbours {
	t.Helper()
	r := &neighbours{world: world{s}, seen: newPlannedGroup(0), unseen: newPlannedGroup(1)}
	for _, g := range []*plannedGroup{r.seen, r.unseen} {
		g.furnish()
		if g == r.seen {
			g.do(ruth, "addGroupMember", object{"groupId": g.cast["Group"][0], "userId": "ada"})
		}
		for _, round := range []string{"first", "second"} {
			g.goOn(round, gqlhttptest.Start)
		}
		r.do(t, g)
	}
	all := cast{"UserID": {"ada"}}
	all.add(r.seen.cast)
	all.derive()
	r.asker = asker{filler: newFiller(t, all)}
	return r
}

// goOn adds to every list that a group has, and to those of its item "file".
func (g *plannedGroup) goOn(round string, at time.Time) {
	group, file := g.cast["Group"][0], g.mark+"-file"
	g.do(ruth, "addGroupOwner", object{"groupId": group, "userId": "owner-" + round})
	g.do(ruth, "createGroup", object{"input": object{"id": g.mark + "-" + round + "-group", "displayName": "x"}})
	if g.mark == newPlannedGroup(0).mark {
		g.do(ruth, "addGroupMember", object{"groupId": g.mark + "-" + round + "-group", "userId": "ada"})
	}
	g.do(ruth, "createDriveItem", object{"driveId": g.mark + "-drive", "input": object{
		"id": g.mark + "-" + round + "-item", "name": "x", "file": object{}, "parentId": g.mark + "-folder",
	}})
	g.do(ruth, "createItemActivityStat", object{"driveItemId": file, "input": object{
		"id": g.mark + "-" + round + "-stat", "startDateTime": "2024-04-01T00:00:00Z", "endDateTime": "2024-07-01T00:00:00Z",
	}})
	happened := object{"action": g.everyAction(), "actor": g.somebody(), "id": g.mark + "-" + round + "-happened"}
	g.do(scribe, "createDriveActivity", object{"driveItemId": file, "input": happened})
	for i, stat := range []string{"~allTime~" + file, g.mark + "-" + round + "-stat"} {
		g.do(scribe, "createItemActivity", object{
			"groupId": group, "activityId": g.mark + "-everything", "statId": stat,
			"input": object{
				"access": object{}, "actor": g.somebody(),
				"activityDateTime": at.Add(-time.Duration(i) * time.Hour).Format(time.RFC3339),
			},
		})
	}
}

// do does what a group has planned since.
func (r *neighbours) do(t *testing.T, g *plannedGroup) {
	t.Helper()
	for _, d := range g.deeds {
		r.SetClock(r.Clock().Add(time.Second))
		if a := r.ask(t, d.caller, d.document); a.errors() != nil {
			t.Fatalf("%s\nanswers %s", d.document, a.text)
		}
	}
	g.deeds = nil
}

// itemActivities are the filtered lists: each scope in each of its orders, within
// each kind of range. The arguments of two of them name two lists.
func (r *neighbours) itemActivities() (places []place) {
	var ranges []string
	for _, ends := range []string{
		`from: "2024-05-01T00:00:00Z"`, `from: "2024-05-02T00:00:00Z"`, `before: "2024-06-01T00:00:00Z"`,
		`before: "2034-06-01T00:00:00Z"`, `from: "2024-05-01T00:00:00Z" before: "2024-06-01T00:00:00Z"`,
	} {
		ranges = append(ranges, "DateTime: {"+ends+"}")
	}
	file, group := r.cast["DriveItem"][0], r.cast["Group"][0]
	for scope, byRecorded := range map[string]bool{
		fmt.Sprintf("driveItemId: %q", file):                                  true,
		fmt.Sprintf("groupId: %q", group):                                     true,
		fmt.Sprintf("statId: %q", r.cast["ItemActivityStat"][0]):              false,
		fmt.Sprintf("statId: %q", "~allTime~"+file):                           false,
		fmt.Sprintf("statId: %q", "~lastSevenDays~"+file):                     false,
		fmt.Sprintf("statId: %q", "~day:2024-05-06~"+file):                    false,
		fmt.Sprintf("actor: {application: {id: %q}}", r.seen.mark+"-claimed"): false,
		fmt.Sprintf("actor: {device: {id: %q}}", r.seen.mark+"-device"):       false,
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
					places = append(places, place{
						at: "Query.itemActivities", open: "{ ", end: " }", name: "itemActivities",
						arguments: fmt.Sprintf("filter: {%s%s} orderBy: %s_DATE_TIME_%s", scope, within, strings.ToUpper(time), direction),
					})
				}
			}
		}
	}
	return places
}

// mark is a cursor with what lies on one side of it.
type mark struct {
	place
	way
	cursor string
	beyond []string
}

// read reads on from the cursor.
func (m mark) read(t *testing.T, r *neighbours) (edges []string, refused bool) {
	t.Helper()
	document := m.document(r.asker, fmt.Sprintf("%s: 100 %s: %q", m.size, m.from, m.cursor))
	a := r.ask(t, reader, document)
	if a.errors() != nil {
		t.Errorf("%s\nanswers %s", document, shortened(a.text))
		return nil, true
	}
	_, edges = cursorsIn(a.text)
	return edges, false
}

// TestCursorsOutliveWhatIsRecorded: a cursor of any list in any order stays good,
// and has the same beyond it, whatever is recorded in its group and in others, and
// however late it is.
func TestCursorsOutliveWhatIsRecorded(t *testing.T) {
	t.Parallel()
	r := newNeighbours(t, gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: gqlhttptest.WideLimits()}))
	var marks []mark
	tried := map[string]int{}
	for _, p := range append(r.places(), r.itemActivities()...) {
		for _, w := range []way{forwards, backwards} {
			ends, _ := cursorsIn(r.ask(t, reader, p.document(r.asker, w.size+": 1")).text)
			if ends[w.end] == "" {
				continue
			}
			m := mark{place: p, way: w, cursor: ends[w.end]}
			if m.beyond, _ = m.read(t, r); len(m.beyond) > 0 {
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
			edges, refused := m.read(t, r)
			lost := slices.ContainsFunc(m.beyond, func(c string) bool { return !slices.Contains(edges, c) })
			if (refused || lost && !moved) && !broken[m.arguments] {
				broken[m.arguments] = true
				t.Errorf("%s, %s(%s): its cursor is refused: %v; some of what was beyond is lost: %v", when, m.at, m.arguments, refused, lost)
			}
		}
	}
	r.unseen.goOn("third", gqlhttptest.Start)
	r.do(t, r.unseen)
	check("after the unseen group recorded", false)
	r.seen.goOn("third", gqlhttptest.Start)
	r.do(t, r.seen)
	check("after the group recorded", false)
	r.SetClock(gqlhttptest.Start.AddDate(0, 0, 9))
	r.unseen.goOn("fourth", r.Clock())
	r.seen.goOn("fourth", r.Clock())
	r.do(t, r.unseen)
	r.do(t, r.seen)
	// Days move out of windows that move on.
	check("after nine days", true)
}

// TestCursorsAreOfOneRange: a cursor of one filtered list is refused by every
// other, also where both have the same accesses, and in each it is the same for
// any spelling of the same range.
func TestCursorsAreOfOneRange(t *testing.T) {
	t.Parallel()
	r := newNeighbours(t, gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: gqlhttptest.WideLimits()}))
	lists := r.itemActivities()
	var all strings.Builder
	for i, p := range lists {
		fmt.Fprintf(&all, "list%d: itemActivities(%s first: 1 after: $c) { totalCount }\n", i, p.arguments)
	}
	tried := 0
	for i, p := range lists {
		_, edges := cursorsIn(r.ask(t, reader, p.document(r.asker, "first: 100")).text)
		if len(edges) == 0 {
			continue
		}
		tried++
		document := strings.ReplaceAll("{ "+all.String()+" }", "$c", fmt.Sprintf("%q", edges[0]))
		a := r.ask(t, reader, document)
		data, _ := a.whole["data"].(map[string]any)
		for j, other := range lists {
			if taken := data[fmt.Sprint("list", j)] != nil; taken != (i == j) {
				t.Errorf("a cursor of (%s) is taken for (%s): %v", p.arguments, other.arguments, taken)
			}
		}
		for _, e := range a.errors() {
			extensions, _ := e.(map[string]any)["extensions"].(map[string]any)
			if extensions["code"] != string(models.BadUserInput) || extensions["argument"] != "after" {
				t.Fatalf("it is refused as %v", e)
			}
		}
		spelled := strings.ReplaceAll(p.arguments, "T00:00:00Z", "T05:30:00.00+05:30")
		if respelled := r.ask(t, reader, fmt.Sprintf("{ itemActivities(%s first: 1 after: %q) { totalCount } }", spelled, edges[0])); respelled.errors() != nil {
			t.Errorf("(%s) is refused for (%s)", p.arguments, spelled)
		}
	}
	if tried < len(lists)/2 {
		t.Errorf("only %d of %d lists had a cursor to try", tried, len(lists))
	}
}
