package graph_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// recordedAccess is an access of the archive, numbered in the order of recording.
type recordedAccess struct {
	id                  string
	seq, group, item    int
	at                  time.Time
	user, app, deviceOf string
}

// archive has accesses in many groups, at few times, by few actors.
type archive struct {
	*gqlhttptest.Server
	all []recordedAccess
}

const (
	archiveGroups = 40
	archiveSize   = 600
)

func newArchive(t *testing.T) *archive {
	t.Helper()
	a := &archive{Server: gqlhttptest.NewServer(t)}
	for g := range archiveGroups {
		a.Execute(t, fmt.Sprintf(`mutation { createGroup(input: {id: "g%d", displayName: "G", driveId: "d%[1]d"}) { id } }`, g), nil, new(any))
		for i := range 2 {
			a.Execute(t, fmt.Sprintf(`mutation {
				createDriveItem(driveId: "d%d", input: {id: "i%[1]d-%d", name: "x", file: {}}) { id }
				createDriveActivity(driveItemId: "i%[1]d-%[2]d", input: {id: "k%[1]d-%[2]d", action: {create: {}}}) { id }
			}`, g, i), nil, new(any))
		}
		if g%3 == 0 {
			a.Execute(t, fmt.Sprintf(`mutation { addGroupMember(groupId: "g%d", userId: "member") { id } }`, g), nil, new(any))
		}
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the archive must be the same each time
	for batch := range slices.Chunk(slices.Repeat([]int{0}, archiveSize), 100) {
		a.SetClock(a.Clock().Add(time.Minute))
		inputs := make([]any, len(batch))
		for n := range batch {
			r := recordedAccess{
				id: fmt.Sprint("a", len(a.all)), seq: len(a.all), group: random.IntN(archiveGroups), item: random.IntN(2),
				at:   gqlhttptest.Start.Truncate(24 * time.Hour).Add(time.Duration(random.IntN(8)) * 6 * time.Hour),
				user: []string{"ann", "bob"}[random.IntN(2)], app: []string{"", "app"}[random.IntN(2)], deviceOf: []string{"", "", "Phone"}[random.IntN(3)],
			}
			a.all = append(a.all, r)
			actor := map[string]any{"user": map[string]any{"id": r.user}, "device": map[string]any{"displayName": r.deviceOf}, "application": map[string]any{"id": r.app}}
			inputs[n] = map[string]any{
				"groupId": fmt.Sprint("g", r.group), "activityId": fmt.Sprintf("k%d-%d", r.group, r.item), "statId": fmt.Sprintf("~allTime~i%d-%d", r.group, r.item),
				"input": map[string]any{"access": map[string]any{}, "id": r.id, "activityDateTime": r.at.Format(time.RFC3339), "actor": actor},
			}
		}
		a.Execute(t, `mutation ($inputs: [CreateItemActivityInput!]!) { createItemActivities(inputs: $inputs) { error { code } } }`, map[string]any{"inputs": inputs}, new(any))
	}
	return a
}

// drawnFilter is a filter with the accesses that it should select.
type drawnFilter struct {
	document string
	holds    func(recordedAccess) bool
}

func drawFilter(rt *rapid.T, recorded bool) drawnFilter {
	group, item := rapid.IntRange(0, archiveGroups-1).Draw(rt, "group"), rapid.IntRange(0, 1).Draw(rt, "item")
	day := gqlhttptest.Start.Truncate(24 * time.Hour)
	scopes := []drawnFilter{
		{fmt.Sprintf(`driveItemId: "i%d-%d"`, group, item), func(r recordedAccess) bool { return r.group == group && r.item == item }},
		{fmt.Sprintf(`groupId: "g%d"`, group), func(r recordedAccess) bool { return r.group == group }},
	}
	if !recorded {
		scopes = append(scopes,
			drawnFilter{`actor: {user: {id: "ann"}}`, func(r recordedAccess) bool { return r.user == "ann" }},
			drawnFilter{`actor: {application: {id: "app"}}`, func(r recordedAccess) bool { return r.app == "app" }},
			drawnFilter{`actor: {device: {displayName: "Phone"}}`, func(r recordedAccess) bool { return r.deviceOf == "Phone" }},
			drawnFilter{`actor: {user: {displayName: "ann"}}`, func(recordedAccess) bool { return false }},
			drawnFilter{fmt.Sprintf(`statId: "~day:%s~i%d-%d"`, day.Format(time.DateOnly), group, item), func(r recordedAccess) bool {
				return r.group == group && r.item == item && r.at.Before(day.AddDate(0, 0, 1))
			}})
	}
	f := rapid.SampledFrom(scopes).Draw(rt, "scope")
	from, length := rapid.IntRange(-1, 8).Draw(rt, "from"), rapid.IntRange(0, 8).Draw(rt, "length")
	if length == 0 {
		return f
	}
	scope := f.holds
	if recorded {
		begin, end := gqlhttptest.Start.Add(time.Duration(from)*time.Minute), gqlhttptest.Start.Add(time.Duration(from+length)*time.Minute)
		f.document += fmt.Sprintf(` recordedDateTime: {from: %q before: %q}`, begin.Format(time.RFC3339Nano), end.Format(time.RFC3339Nano))
		f.holds = func(r recordedAccess) bool {
			at := gqlhttptest.Start.Add(time.Duration(r.seq/100+1) * time.Minute)
			return scope(r) && !at.Before(begin) && at.Before(end)
		}
		return f
	}
	begin, end := day.Add(time.Duration(from)*6*time.Hour), day.Add(time.Duration(from+length)*6*time.Hour)
	f.document += fmt.Sprintf(` activityDateTime: {from: %q before: %q}`, begin.Format(time.RFC3339), end.Format(time.RFC3339))
	f.holds = func(r recordedAccess) bool { return scope(r) && !r.at.Before(begin) && r.at.Before(end) }
	return f
}

// TestFiltersFindWhatTheyShould reads lists from one end to the other, in pages, and
// compares them with the accesses that were sent: with a caller that can see every group,
// and with one that can see a third of them.
func TestFiltersFindWhatTheyShould(t *testing.T) {
	t.Parallel()
	a := newArchive(t)
	member := &auth.Principal{UserID: "member", Scopes: auth.Local().Scopes}
	rapid.Check(t, func(rt *rapid.T) {
		recorded := rapid.Bool().Draw(rt, "by recording")
		f := drawFilter(rt, recorded)
		latest, fromEnd := rapid.Bool().Draw(rt, "latest first"), rapid.Bool().Draw(rt, "from the end")
		caller := rapid.SampledFrom([]*auth.Principal{auth.Local(), member, {ApplicationID: "reader", Scopes: auth.FilesReadAll}}).Draw(rt, "caller")
		size := rapid.IntRange(1, 50).Draw(rt, "size")

		var want []string
		found := slices.Clone(a.all)
		slices.SortStableFunc(found, func(x, y recordedAccess) int {
			if c := x.at.Compare(y.at); !recorded && c != 0 {
				return c
			}
			return cmp.Compare(x.seq, y.seq)
		})
		for _, r := range found {
			if f.holds(r) && (caller != member || r.group%3 == 0) {
				want = append(want, r.id)
			}
		}
		order := "ACTIVITY_DATE_TIME"
		if recorded {
			order = "RECORDED_DATE_TIME"
		}
		if latest {
			slices.Reverse(want)
			order += "_DESC"
		} else {
			order += "_ASC"
		}
		got := a.readAll(rt, caller, fmt.Sprintf("filter: {%s} orderBy: %s", f.document, order), size, fromEnd, len(want))
		if !slices.Equal(got, want) {
			rt.Fatalf("%s %s: %d found, want %d\n%q\n%q", f.document, order, len(got), len(want), got, want)
		}
	})
}

// readAll reads a list page by page. If no access is expected, the list may be null,
// because the caller may not see the scope.
func (a *archive) readAll(rt *rapid.T, caller *auth.Principal, arguments string, size int, fromEnd bool, total int) []string {
	ids, cursor := []string{}, ""
	cut, then, end := "first", "after", "endCursor"
	if fromEnd {
		cut, then, end = "last", "before", "startCursor"
	}
	for range archiveSize {
		document := fmt.Sprintf("{ list: itemActivities(%s %s: %d %s) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }", arguments, cut, size, cursor)
		var list *struct {
			TotalCount *int
			Nodes      []struct{ ID string }
			PageInfo   struct {
				HasNextPage, HasPreviousPage bool
				EndCursor, StartCursor       *string
			}
		}
		decode(rt, askAs(rt, a.Server, caller, document).Data["list"], &list)
		if list == nil {
			return ids
		}
		if list.TotalCount == nil || *list.TotalCount != total {
			rt.Fatalf("%s: totalCount is %v, want %d", document, list.TotalCount, total)
		}
		page := make([]string, len(list.Nodes))
		for i, n := range list.Nodes {
			page[i] = n.ID
		}
		more, back, next := list.PageInfo.HasNextPage, list.PageInfo.HasPreviousPage, list.PageInfo.EndCursor
		if fromEnd {
			more, back, next = back, more, list.PageInfo.StartCursor
			ids = append(page, ids...)
		} else {
			ids = append(ids, page...)
		}
		if back != (len(ids) > len(page)) {
			rt.Fatalf("%s: it reports edges in the direction of those that were read: %v", document, back)
		}
		if more != (len(ids) < total) {
			rt.Fatalf("%s: it reports more edges: %v, with %d of %d read by %s", document, more, len(ids), total, end)
		}
		if !more {
			return ids
		}
		cursor = fmt.Sprintf("%s: %q", then, *next)
	}
	rt.Fatalf("%s never ends", strings.TrimSpace(arguments))
	return nil
}

func decode(rt *rapid.T, data json.RawMessage, into any) {
	if err := json.Unmarshal(data, into); err != nil {
		rt.Fatal(err)
	}
}
