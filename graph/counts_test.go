package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// sentFact is an activity or an access as a client sends it.
type sentFact struct {
	at      time.Time
	offset  int // minutes
	user    string
	actions []string
}

func drawFact(r *rapid.T) sentFact {
	day := rapid.IntRange(-9, 1).Draw(r, "day")
	second := rapid.SampledFrom([]int{0, 1, 40_000, 86_399}).Draw(r, "second")
	midnight := gqlhttptest.Start.Truncate(24 * time.Hour)
	return sentFact{
		at:      midnight.AddDate(0, 0, day).Add(time.Duration(second) * time.Second),
		offset:  rapid.IntRange(-14*60, 14*60).Draw(r, "offset"),
		user:    rapid.SampledFrom([]string{"", "ann", "bob", "carl"}).Draw(r, "user"),
		actions: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"create", "edit", "delete", "move", "rename"}), 0, 3, rapid.ID[string]).Draw(r, "actions"),
	}
}

func (f sentFact) record(t *testing.T, s *gqlhttptest.Server, item string) {
	t.Helper()
	at := f.at.In(time.FixedZone("", 60*f.offset)).Format("2006-01-02T15:04:05-07:00")
	actor := map[string]any{"user": map[string]any{"id": f.user, "displayName": ""}}
	if len(f.actions) == 0 {
		s.Execute(t, `mutation ($key: ID!, $stat: ID!, $input: ItemActivityInput!) {
			createItemActivity(groupId: "team", activityId: $key, statId: $stat, input: $input) { id }
		}`, map[string]any{"key": item + "-key", "stat": "~allTime~" + item, "input": map[string]any{
			"access": map[string]any{}, "activityDateTime": at, "actor": actor,
		}}, new(any))
		return
	}
	action := map[string]any{}
	for _, name := range f.actions {
		action[name] = map[string]any{}
	}
	s.Execute(t, `mutation ($item: ID!, $input: DriveActivityInput!) { createDriveActivity(driveItemId: $item, input: $input) { id } }`,
		map[string]any{"item": item, "input": map[string]any{
			"action": action, "times": map[string]any{"observedDateTime": at}, "actor": actor,
		}}, new(any))
}

// counted has the counts of one window from a response.
type counted struct {
	StartDateTime, EndDateTime         *time.Time
	Access, Create, Edit, Delete, Move struct{ ActionCount, ActorCount int }
	Activities                         struct{ TotalCount int }
	Edits                              struct{ TotalCount int }
}

// recount computes the counts of a window from the sent facts.
func (c counted) recount(facts []sentFact) (want counted) {
	want.StartDateTime, want.EndDateTime = c.StartDateTime, c.EndDateTime
	actors := map[string]bool{}
	for _, f := range facts {
		if c.StartDateTime != nil && (f.at.Before(*c.StartDateTime) || !f.at.Before(*c.EndDateTime)) {
			continue
		}
		actions := f.actions
		if len(actions) == 0 {
			actions = []string{"access"}
		}
		for _, action := range actions {
			sum := map[string]*struct{ ActionCount, ActorCount int }{
				"access": &want.Access, "create": &want.Create, "edit": &want.Edit, "delete": &want.Delete, "move": &want.Move,
			}[action]
			if sum == nil {
				continue
			}
			sum.ActionCount++
			if who := action + " " + f.user; f.user != "" && !actors[who] {
				actors[who] = true
				sum.ActorCount++
			}
		}
	}
	want.Activities.TotalCount, want.Edits.TotalCount = want.Access.ActionCount, want.Edit.ActionCount
	return want
}

// TestCountsThroughGraphQL records random facts by mutations, several at a time, and
// compares the counts of all kinds of windows in one query.
func TestCountsThroughGraphQL(t *testing.T) {
	t.Parallel()
	s := gqlhttptest.NewServer(t)
	s.Execute(t, `mutation { createGroup(input: {id: "team", displayName: "Team", driveId: "drive"}) { id } }`, nil, new(any))
	items := 0
	rapid.Check(t, func(r *rapid.T) {
		items++
		item := fmt.Sprintf("item-%d", items)
		s.Execute(t, `mutation ($item: ID!, $key: ID!) {
			createDriveItem(driveId: "drive", input: {id: $item, name: "x", file: {}}) { id }
			createDriveActivity(driveItemId: $item, input: {id: $key, action: {share: {}}}) { id }
			createItemActivityStat(driveItemId: $item, input: {startDateTime: "2024-05-01T00:00:00Z", endDateTime: "2024-05-06T00:00:00Z"}) { id }
		}`, map[string]any{"item": item, "key": item + "-key"}, new(any))
		facts := rapid.SliceOfN(rapid.Custom(drawFact), 0, 10).Draw(r, "facts")
		var recording sync.WaitGroup
		for _, f := range facts {
			recording.Go(func() { f.record(t, s, item) })
		}
		recording.Wait()
		var answer struct {
			DriveItem struct {
				Analytics struct {
					AllTime, LastSevenDays counted
					Days, Weeks, Months    []counted
					ItemActivityStats      struct{ Nodes []counted }
				}
			}
		}
		s.Execute(t, countsQuery, map[string]any{"item": item}, &answer)
		a := answer.DriveItem.Analytics
		if len(a.Days) != 12 || len(a.Weeks) != 3 || len(a.Months) != 2 || len(a.ItemActivityStats.Nodes) != 1 {
			r.Fatalf("%d days, %d weeks, %d months", len(a.Days), len(a.Weeks), len(a.Months))
		}
		for _, stats := range [][]counted{{a.AllTime, a.LastSevenDays}, a.Days, a.Weeks, a.Months, a.ItemActivityStats.Nodes} {
			for _, stat := range stats {
				if want := stat.recount(facts); stat != want {
					r.Errorf("%+v\nis not\n%+v", stat, want)
				}
			}
		}
	})
}

const countsQuery = `query ($item: ID!) {
	driveItem(id: $item) {
		analytics {
			allTime { ...Counts }
			lastSevenDays { ...Counts }
			days: activitiesByInterval(startDateTime: "2024-04-26T00:00:00Z", endDateTime: "2024-05-08T00:00:00Z", interval: DAY) { ...Counts }
			weeks: activitiesByInterval(startDateTime: "2024-04-26T00:00:00Z", endDateTime: "2024-05-08T00:00:00Z", interval: WEEK) { ...Counts }
			months: activitiesByInterval(startDateTime: "2024-04-26T00:00:00Z", endDateTime: "2024-05-08T00:00:00Z", interval: MONTH) { ...Counts }
			itemActivityStats { nodes { ...Counts } }
		}
	}
}
fragment Counts on ItemActivityStat {
	startDateTime endDateTime
	access { ...Both } create { ...Both } edit { ...Both } delete { ...Both } move { ...Both }
	activities { totalCount }
	edits: driveActivities(action: EDIT) { totalCount }
}
fragment Both on ItemActionStat { actionCount actorCount }`

// TestIntervalsAreCharged checks that the cost of each window of a series is counted,
// whether the period is in the document or in variables.
func TestIntervalsAreCharged(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	costOf := func(document string, variables map[string]any) int {
		t.Helper()
		body, err := json.Marshal(map[string]any{"query": document, "variables": variables, "extensions": map[string]bool{"cost": true}})
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			Extensions struct{ Cost struct{ Requested int } }
			Errors     []struct{ Extensions struct{ Cost int } }
		}
		text := s.Text(t, string(body))
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			t.Fatal(text)
		}
		if answer.Errors != nil {
			return answer.Errors[0].Extensions.Cost
		}
		return answer.Extensions.Cost.Requested
	}
	const query = `{ driveItem(id: "x") { analytics { activitiesByInterval(startDateTime: START, endDateTime: END, interval: LENGTH) { id access { actionCount } } } } }`
	of := func(start, end, length string) int {
		t.Helper()
		literal := strings.NewReplacer("START", `"`+start+`"`, "END", `"`+end+`"`, "LENGTH", length).Replace(query)
		variable := "query ($s: DateTimeOffset!, $e: DateTimeOffset!, $l: StatInterval!)" + strings.NewReplacer("START", "$s", "END", "$e", "LENGTH", "$l").Replace(query)
		one, other := costOf(literal, nil), costOf(variable, map[string]any{"s": start, "e": end, "l": length})
		if one != other {
			t.Errorf("%s to %s: %d by literals, %d by variables", start, end, one, other)
		}
		return one
	}
	one := of("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z", "DAY")
	// The ItemActivityStat of a series costs an object and a window, and its id and another
	// object, which has a count.
	const object, window, value, sum = 3, 6, 1, 3
	const each = object + window + value + (value + object) + (value + sum)
	for _, c := range []struct {
		end, length string
		windows     int
	}{
		{"2024-01-11T00:00:00Z", "DAY", 10},
		{"2024-12-31T00:00:00Z", "DAY", 365},
		{"2024-12-30T00:00:00Z", "WEEK", 52},
		{"2025-01-01T00:00:00Z", "MONTH", 12},
		{"9999-12-31T00:00:00Z", "DAY", 1000},
	} {
		if got, want := of("2024-01-01T00:00:00Z", c.end, c.length), one+each*(c.windows-1); got != want {
			t.Errorf("%d windows cost %d, want %d", c.windows, got, want)
		}
	}
}
