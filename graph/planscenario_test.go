package graph_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// differenceScenario is a database, with callers, ids and cursors for requests.
type differenceScenario struct {
	database []byte
	callers  []*auth.Principal
	ids      idsByKind
	// cursors has cursors of lists, by the name of the field.
	cursors map[string][]string
}

// newDifferenceScenario returns a scenario whose database was changed by a statement. The callers
// are stored, so that queries store nothing.
func newDifferenceScenario(tb testing.TB, change string) differenceScenario {
	tb.Helper()
	g := newTestGroup(1)
	g.fill()
	g.addGuest()
	for _, id := range people {
		g.add(groupOwner, "addGroupMember", object{"groupId": g.ids["Group"][0], "userId": string(id)})
	}
	hidden := newTestGroup(2)
	hidden.fill()
	w := newFixture(tb, tb, append(g.steps, hidden.steps...), func(*testGroup) bool { return false })
	w.ask(tb, &auth.Principal{UserID: people[0], DisplayName: "P", Scopes: auth.FilesRead}, "{ me { id } }")
	local := auth.Local()
	s := differenceScenario{ids: idsByKind{"UserID": {"eve", "ruth"}, "Application": {"cyd"}}, callers: []*auth.Principal{
		local, groupOwner, recordingApp, nil,
		{UserID: people[0], Scopes: local.Scopes},
		{UserID: people[0], Scopes: auth.FilesRead},
		{UserID: "nobody", Scopes: local.Scopes},
		{UserID: "nothing"},
	}}
	for _, caller := range s.callers {
		w.ask(tb, caller, `mutation { deleteDriveItem(driveItemId: "none") { id } }`)
	}
	s.ids.add(g.ids)
	s.ids.add(hidden.ids)
	s.ids.addDerived()
	list := w.ask(tb, local, fmt.Sprintf(`{
		groups { edges { cursor } }
		group(id: %q) { members { edges { cursor } } owners { edges { cursor } } drive { items { edges { cursor } } activities { edges { cursor } } } }
		driveItem(id: %q) { activities { edges { cursor } } analytics { itemActivityStats { edges { cursor } } allTime { activities { edges { cursor } } } } }
		itemActivities(filter: {groupId: %[1]q}) { edges { cursor } }
	}`, g.ids["Group"][0], g.ids["DriveItem"][0]))
	var body any
	if err := json.Unmarshal([]byte(list.text), &body); err != nil {
		tb.Fatal(err)
	}
	s.cursors = map[string][]string{}
	s.addCursors("", body)
	for _, name := range []string{"groups", "members", "items", "activities", "itemActivities"} {
		if len(s.cursors[name]) == 0 {
			tb.Fatalf("the list %s has no cursors", name)
		}
	}
	if err := w.Store.Close(); err != nil {
		tb.Fatal(err)
	}
	s.database = changedContent(tb, w.Path, change)
	return s
}

// addCursors adds the cursors in a value, which is that of a field.
func (s *differenceScenario) addCursors(name string, value any) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			s.addCursors(name, element)
		}
	case map[string]any:
		if cursor, ok := value["cursor"].(string); ok {
			s.cursors[name] = append(s.cursors[name], cursor)
		}
		for below, member := range value {
			if below == "edges" {
				below = name
			}
			s.addCursors(below, member)
		}
	}
}
