package graph_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// groupFact is a fact that was sent, and the item that it belongs to.
type groupFact struct {
	sentFact
	item string
}

// ranked is an item or an actor with its count.
type ranked struct {
	Key         string
	ActionCount int
	ActorCount  int
}

// driveWindow is a window of a drive from a response.
type driveWindow struct {
	StartDateTime, EndDateTime         *time.Time
	Access, Create, Edit, Delete, Move struct{ ActionCount, ActorCount int }
	Activities, Edits                  struct{ TotalCount int }
	Items, EditedItems                 []struct {
		DriveItem               struct{ ID string }
		ActionCount, ActorCount int
	}
	Actors, Editors []struct {
		Actor       struct{ User *struct{ ID string } }
		ActionCount int
	}
}

// holds returns whether a fact is in the window.
func (w driveWindow) holds(f groupFact) bool {
	return w.StartDateTime == nil || !f.at.Before(*w.StartDateTime) && f.at.Before(*w.EndDateTime)
}

// first returns the three keys with the most facts of an action. Keys with equal counts are in the given
// order.
func (w driveWindow) first(facts []groupFact, action string, order []string, keyOf func(groupFact) string) []ranked {
	sums, users := map[string]*ranked{}, map[string]bool{}
	for _, f := range facts {
		key := keyOf(f)
		if !w.holds(f) || key == "" || !f.has(action) {
			continue
		}
		if sums[key] == nil {
			sums[key] = &ranked{Key: key}
		}
		sums[key].ActionCount++
		if by := key + " " + f.user; f.user != "" && !users[by] {
			users[by] = true
			sums[key].ActorCount++
		}
	}
	all := []ranked{}
	for _, sum := range sums {
		all = append(all, *sum)
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.ActionCount, a.ActionCount), cmp.Compare(slices.Index(order, a.Key), slices.Index(order, b.Key)))
	})
	return all[:min(3, len(all))]
}

// has returns whether a fact has an action.
func (f sentFact) has(action string) bool {
	return action == "access" && len(f.actions) == 0 || slices.Contains(f.actions, action)
}

func itemOfFact(f groupFact) string { return f.item }

func userOfFact(f groupFact) string { return f.user }

// check compares a window with the facts. items and users are in the order of creation and of recording.
func (w driveWindow) check(r rapid.TB, facts []groupFact, items, users []string) {
	r.Helper()
	all := make([]sentFact, 0, len(facts))
	for _, f := range facts {
		all = append(all, f.sentFact)
	}
	got := counted{
		StartDateTime: w.StartDateTime, EndDateTime: w.EndDateTime,
		Access: w.Access, Create: w.Create, Edit: w.Edit, Delete: w.Delete, Move: w.Move, Activities: w.Activities, Edits: w.Edits,
	}
	if want := got.recount(all); got != want {
		r.Fatalf("the window from %v to %v has %+v, want %+v", w.StartDateTime, w.EndDateTime, got, want)
	}
	for _, list := range []struct {
		action string
		got    []ranked
		order  []string
		keyOf  func(groupFact) string
	}{
		{"access", w.items(w.Items), items, itemOfFact},
		{"edit", w.items(w.EditedItems), items, itemOfFact},
		{"access", w.actors(w.Actors), users, userOfFact},
		{"edit", w.actors(w.Editors), users, userOfFact},
	} {
		want := w.first(facts, list.action, list.order, list.keyOf)
		if !slices.Equal(list.got, want) {
			r.Fatalf("%s from %v to %v: %v, want %v\nof %v", list.action, w.StartDateTime, w.EndDateTime, list.got, want, facts)
		}
	}
}

func (driveWindow) items(list []struct {
	DriveItem               struct{ ID string }
	ActionCount, ActorCount int
},
) []ranked {
	all := []ranked{}
	for _, i := range list {
		all = append(all, ranked{i.DriveItem.ID, i.ActionCount, i.ActorCount})
	}
	return all
}

// actors returns the actors of a list. ActorCount is 1, as in a recount by actor.
func (driveWindow) actors(list []struct {
	Actor       struct{ User *struct{ ID string } }
	ActionCount int
},
) []ranked {
	all := []ranked{}
	for _, a := range list {
		all = append(all, ranked{a.Actor.User.ID, a.ActionCount, 1})
	}
	return all
}

const driveStatisticsQuery = `query ($drive: ID!) {
	drive(id: $drive) { analytics {
		allTime { ...Counts }
		lastSevenDays { ...Counts }
		days: activitiesByInterval(startDateTime: "2024-04-26T00:00:00Z", endDateTime: "2024-05-08T00:00:00Z", interval: DAY) { ...Counts }
		weeks: activitiesByInterval(startDateTime: "2024-04-26T00:00:00Z", endDateTime: "2024-05-08T00:00:00Z", interval: WEEK) { ...Counts }
		months: activitiesByInterval(startDateTime: "2024-04-26T00:00:00Z", endDateTime: "2024-05-08T00:00:00Z", interval: MONTH) { ...Counts }
	} }
}
fragment Counts on DriveActivityStat {
	startDateTime endDateTime
	access { ...Both } create { ...Both } edit { ...Both } delete { ...Both } move { ...Both }
	activities(first: 1) { totalCount }
	edits: driveActivities(action: EDIT, first: 1) { totalCount }
	items: mostActiveItems(first: 3) { driveItem { id } actionCount actorCount }
	editedItems: mostActiveItems(first: 3, action: EDIT) { driveItem { id } actionCount actorCount }
	actors: mostActiveActors(first: 3) { actor { user { id } } actionCount }
	editors: mostActiveActors(first: 3, action: EDIT) { actor { user { id } } actionCount }
}
fragment Both on DriveActionStat { actionCount actorCount }`

// TestStatisticsOfDrives records random facts of the items of two groups. Between them it renames items.
// It compares all counts and the order of the most active items and actors with a
// recount, and the window of the last seven days also on the next day.
func TestStatisticsOfDrives(t *testing.T) {
	t.Parallel()
	groups := 0
	s := gqlhttptest.NewServer(t)
	var users []string // in the order in which they were recorded first
	found := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		s.SetClock(gqlhttptest.Start)
		facts, items := map[string][]groupFact{}, map[string][]string{}
		drives := []string{fmt.Sprintf("drive-%d", groups), fmt.Sprintf("drive-%d", groups+1)}
		for _, drive := range drives {
			groups++
			s.Execute(t, `mutation ($drive: ID!) { createGroup(input: {displayName: "Team", driveId: $drive}) { id } }`, map[string]any{"drive": drive}, new(any))
			for i := range 5 {
				item := fmt.Sprintf("%s-%d", drive, (i*3)%5) // the order of the ids is another one
				items[drive] = append(items[drive], item)
				s.Execute(t, `mutation ($drive: ID!, $item: ID!, $key: ID!) {
					createDriveItem(driveId: $drive, input: {id: $item, name: "x", file: {}}) { id }
					createDriveActivity(driveItemId: $item, input: {id: $key, action: {share: {}}}) { id }
				}`, map[string]any{"drive": drive, "item": item, "key": item + "-key"}, new(any))
			}
		}
		for range rapid.IntRange(0, 30).Draw(r, "facts") {
			drive := rapid.SampledFrom(drives).Draw(r, "drive")
			f := groupFact{drawFact(r), rapid.SampledFrom(items[drive]).Draw(r, "item")}
			f.recordIn(t, s)
			facts[drive] = append(facts[drive], f)
			if f.user != "" && !slices.Contains(users, f.user) {
				users = append(users, f.user)
			}
			if rapid.Bool().Draw(r, "rename") {
				s.Execute(t, `mutation ($item: ID!) { renameDriveItem(driveItemId: $item, name: "y") { id } }`, map[string]any{"item": f.item}, new(any))
			}
		}
		for _, days := range []int{0, 1} {
			s.SetClock(gqlhttptest.Start.AddDate(0, 0, days))
			for _, drive := range drives {
				var answer struct {
					Drive struct {
						Analytics struct {
							AllTime, LastSevenDays driveWindow
							Days, Weeks, Months    []driveWindow
						}
					}
				}
				s.Execute(t, driveStatisticsQuery, map[string]any{"drive": drive}, &answer)
				a := answer.Drive.Analytics
				if len(a.Days) != 12 || len(a.Weeks) != 3 || len(a.Months) != 2 {
					r.Fatalf("%d days, %d weeks, %d months", len(a.Days), len(a.Weeks), len(a.Months))
				}
				tomorrow := gqlhttptest.Start.Truncate(24*time.Hour).AddDate(0, 0, days+1)
				if w := a.LastSevenDays; !w.EndDateTime.Equal(tomorrow) || !w.StartDateTime.Equal(tomorrow.AddDate(0, 0, -7)) {
					r.Fatalf("the last seven days are from %v to %v", w.StartDateTime, w.EndDateTime)
				}
				for _, w := range slices.Concat([]driveWindow{a.AllTime, a.LastSevenDays}, a.Days, a.Weeks, a.Months) {
					w.check(r, facts[drive], items[drive], users)
					found["items"] += len(w.Items)
					found["editors"] += len(w.Editors)
				}
			}
		}
	})
	if found["items"] == 0 || found["editors"] == 0 {
		t.Errorf("the lists contained %v", found)
	}
}

// recordIn records a fact by the id of its item alone.
func (f groupFact) recordIn(t *testing.T, s *gqlhttptest.Server) {
	t.Helper()
	if len(f.actions) > 0 {
		f.record(t, s, f.item)
		return
	}
	at := f.at.In(time.FixedZone("", 60*f.offset)).Format("2006-01-02T15:04:05-07:00")
	s.Execute(t, `mutation ($item: ID!, $input: ItemActivityInput!) { recordAccess(driveItemId: $item, input: $input) { id } }`,
		map[string]any{"item": f.item, "input": map[string]any{
			"access": map[string]any{}, "activityDateTime": at, "actor": map[string]any{"user": map[string]any{"id": f.user, "displayName": ""}},
		}}, new(any))
}

// TestStatisticsAreOfVisibleDrives checks that a caller that is not a member of a group, or no longer one,
// receives no statistics of its drive, and that a member receives them.
func TestStatisticsAreOfVisibleDrives(t *testing.T) {
	g := newTestGroup(0)
	g.addGuest()
	g.fill()
	self := object{"groupId": g.ids["Group"][0], "userId": "ada"}
	w := newFixture(t, t, g.steps, func(*testGroup) bool { return false })
	ada := &auth.Principal{UserID: "ada", Scopes: auth.FilesRead}
	const analytics = `analytics { allTime { access { actionCount actorCount } activities { totalCount } ` +
		`mostActiveItems { driveItem { id } actionCount } mostActiveActors { actionCount } } }`
	read := func() map[string]any {
		data, _ := w.ask(t, ada, `{ drive(id: "`+g.ids["Drive"][0]+`") { `+analytics+` } }`).body["data"].(map[string]any)
		drive, _ := data["drive"].(map[string]any)
		return drive
	}
	if seen := read(); seen != nil {
		t.Errorf("a stranger receives %v", seen)
	}
	w.ask(t, groupOwner, mutation("addGroupMember", self))
	seen := read()
	if seen == nil || len(seen["analytics"].(map[string]any)["allTime"].(map[string]any)["mostActiveItems"].([]any)) == 0 {
		t.Errorf("a member receives %v", seen)
	}
	w.ask(t, groupOwner, mutation("removeGroupMember", self))
	if seen := read(); seen != nil {
		t.Errorf("a former member receives %v", seen)
	}
}
