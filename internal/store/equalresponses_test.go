package store_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// accessFragments select every field that reads accesses.
const accessFragments = `
fragment Access on ItemActivity {
	__typename id access { odataType } activityDateTime recordedDateTime
	actor { user { id displayName } application { id displayName } device { id displayName } } recordedBy { user { id } application { id } }
	group { id } driveActivity { id } stat { id access { actionCount actorCount } } driveItem { id }
}
fragment Accesses on ItemActivityConnection {
	edges { cursor node { ...Access } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
}
fragment Counts on ItemActionStat { actionCount actorCount }
fragment Stat on ItemActivityStat {
	id startDateTime endDateTime access { ...Counts } create { ...Counts } edit { ...Counts } delete { ...Counts } move { ...Counts }
	incompleteData { __typename } driveActivities(action: EDIT) { totalCount nodes { id } }
	first: activities(first: 3) { ...Accesses } last: activities(last: 2) { ...Accesses }
}
fragment Item on DriveItem {
	id analytics {
		allTime { ...Stat } lastSevenDays { ...Stat } itemActivityStats { nodes { ...Stat } }
		days: activitiesByInterval(startDateTime: "2024-04-29T00:00:00Z", endDateTime: "2024-05-07T00:00:00Z", interval: DAY) { ...Stat }
		weeks: activitiesByInterval(startDateTime: "2024-04-29T00:00:00Z", endDateTime: "2024-05-07T00:00:00Z", interval: WEEK) { access { ...Counts } }
	}
}`

// accessDocuments returns documents that read accesses by every field, filter and order.
func accessDocuments() (documents []string) {
	var filters []string
	for _, of := range []string{`driveItemId: "g-1"`, `driveItemId: "h-0"`, `groupId: "g"`, `groupId: "h"`} {
		filters = append(filters, of, of+`, recordedDateTime: {from: "2024-05-06T07:08:12Z", before: "2024-05-06T07:08:15Z"}`)
	}
	for _, of := range []string{
		`driveItemId: "g-0"`, `groupId: "g"`, `statId: "~allTime~g-1"`, `statId: "stored-g-1"`, `statId: "~day:2024-05-03~h-1"`,
		`actor: {user: {id: "ann"}}`, `actor: {application: {id: "app"}}`, `actor: {device: {displayName: "phone"}}`, `actor: {user: {id: "nobody"}}`,
	} {
		filters = append(filters, of, of+`, activityDateTime: {from: "2024-05-02T00:00:00Z", before: "2024-05-04T12:00:00Z"}`)
	}
	for _, filter := range filters {
		for _, order := range []string{"ACTIVITY_DATE_TIME_DESC", "ACTIVITY_DATE_TIME_ASC", "RECORDED_DATE_TIME_DESC", "RECORDED_DATE_TIME_ASC"} {
			recorded := strings.HasPrefix(order, "RECORDED")
			if recorded && (strings.HasPrefix(filter, "statId") || strings.HasPrefix(filter, "actor") || strings.Contains(filter, "activityDateTime")) ||
				!recorded && strings.Contains(filter, "recordedDateTime") {
				continue // there is no such list
			}
			documents = append(documents, fmt.Sprintf(`query ($after: String, $before: String, $first: Int, $last: Int) {
				itemActivities(filter: {%s}, orderBy: %s, after: $after, before: $before, first: $first, last: $last) { ...Accesses }
			}`, filter, order))
		}
	}
	for _, stat := range []string{"~allTime~g-0", "~lastSevenDays~g-1", "~day:2024-05-03~g-1", "~week:2024-W18~h-0", "~month:2024-05~h-1", "stored-g-1"} {
		documents = append(documents, fmt.Sprintf(`{ itemActivityStat(id: %q) { ...Stat } node(id: %[1]q) { ...Stat } }`, stat))
	}
	documents = append(documents, listDocuments()...)
	return append(documents,
		`{ itemActivity(id: "a7") { ...Access } node(id: "a8") { ...Access } nodes(ids: ["a9", "a10", "g-0"]) { ...Access ...Item } }`,
		`{ nodes(ids: ["stored-g-1", "~allTime~g-0", "stored-g-1", "~allTime~g-0", "g-1", "g-1", "g", "g", "stored-g-0", "a7", "a7", "~user~ann", "~user~ann"]) { ...Stat ...Item ...Access } }`,
		`{ nodes(ids: ["stored-g-1"]) { ...Stat } again: nodes(ids: ["stored-g-1", "stored-g-1"]) { ...Stat } more: itemActivityStat(id: "stored-g-1") { ...Stat } }`,
		`{ driveItem(id: "g-1") { ...Item } }`,
		`{ group(id: "h") { drive { items { nodes { ...Item } } activities { nodes { id driveItem { ...Item } } } } } }`,
		`{ groups { nodes { id drive { items { nodes { analytics { allTime { access { ...Counts } activities(first: 2) { ...Accesses } } } } } } } } }`,
	)
}

// responder is an endpoint whose projections are advanced only by a test.
type responder struct {
	*store.Store
	handler http.Handler
}

// newResponder records accesses, most of which are near each other in time.
func newResponder(t *testing.T) responder {
	t.Helper()
	clock := fixture.NewClock(gqlhttptest.Start)
	cfg := store.Config{Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(slog.DiscardHandler), Now: clock.Now}
	cfg.SetProjections(projection.Limits{Manual: true, BatchSize: 30})
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, random := fixture.Local(t), rand.New(rand.NewPCG(3, 4))
	for _, group := range []models.ID{"g", "h"} {
		must(s.CreateGroup(ctx, models.Group{ID: group, DisplayName: "G", DriveID: group + "-drive"}))
		for i := range 2 {
			item := models.ID(fmt.Sprint(group, "-", i))
			must(s.CreateDriveItem(ctx, group+"-drive", models.DriveItem{ID: item, Name: "x", File: &models.File{}}))
			must(s.CreateDriveActivity(ctx, item, models.DriveActivity{ID: item + "-key", Action: &models.ItemActionSet{Edit: &models.EditAction{}}}))
			must(s.CreateItemActivityStat(ctx, item, models.ItemActivityStat{
				ID: "stored-" + item, StartDateTime: gqlhttptest.Midnight(t, -4), EndDateTime: gqlhttptest.Midnight(t, -1),
			}))
		}
	}
	must(s.AddGroupMember(ctx, "g", models.Member{UserID: "member"}))
	actors := []models.IdentitySet{
		{User: &models.Identity{ID: new("ann"), DisplayName: new("Ann")}},
		{User: &models.Identity{ID: new("ann")}, Application: &models.Identity{ID: new("app")}},
		{Application: &models.Identity{ID: new("app")}, Device: &models.Identity{DisplayName: new("phone")}},
		{User: &models.Identity{ID: new("bob")}},
		{},
	}
	for i := range 120 {
		if i%10 == 0 {
			clock.Set(clock.Now().Add(time.Second))
		}
		group := []models.ID{"g", "h"}[random.IntN(2)]
		item := models.ID(fmt.Sprint(group, "-", random.IntN(2)))
		at := models.Instant(gqlhttptest.Midnight(t, -random.IntN(6)).Ticks() + random.Int64N(3)*models.TicksPerDay/3).DateTimeOffset()
		actor := actors[random.IntN(len(actors))]
		must(s.CreateItemActivity(ctx, models.ActivityKey{GroupID: group, ActivityID: item + "-key", StatID: "~allTime~" + item},
			models.ItemActivity{ID: models.ID(fmt.Sprint("a", i)), Access: models.NewAccessAction(), ActivityDateTime: &at, Actor: &actor}))
	}
	e := engine.New(s, engine.Options{Limits: gqlhttptest.WideLimits(), WithoutPlans: gqlhttptest.WithoutPlans(), Logger: slog.New(slog.DiscardHandler)})
	return responder{s, gqlhttp.NewHandler(e)}
}

// send returns the body of the response.
func (r responder) send(t *testing.T, caller *auth.Principal, document string, variables map[string]any) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document + usedFragments(document), "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	server := gqlhttptest.Server{Handler: r.handler}
	recorder, _ := server.Do(gqlhttptest.NewPost(t, strings.NewReader(string(body))), caller)
	if text := recorder.Body.String(); recorder.Code != http.StatusOK || strings.Contains(text, `"errors"`) {
		t.Fatalf("the response to %s is %s", body, text)
	}
	return recorder.Body.String()
}

// usedFragments returns the fragments that a document uses.
func usedFragments(document string) (used string) {
	for again := true; again; {
		again = false
		for _, fragment := range strings.Split(accessFragments, "\nfragment ")[1:] {
			name, _, _ := strings.Cut(fragment, " ")
			if strings.Contains(document+used, "..."+name+" ") && !strings.Contains(used, "\nfragment "+name+" ") {
				used += "\nfragment " + fragment
				again = true
			}
		}
	}
	return used
}

// responses returns the responses to all documents for some callers. It follows the pages of each
// list, from both ends. before is called before each request.
func (r responder) responses(t *testing.T, before func()) (all []string) {
	t.Helper()
	for _, caller := range []*auth.Principal{
		{UserID: "member", Scopes: auth.FilesRead}, {UserID: "stranger", Scopes: auth.FilesRead}, {ApplicationID: "auditor", Scopes: auth.FilesReadAll | auth.GroupReadWriteAll},
	} {
		for _, document := range accessDocuments() {
			if !strings.HasPrefix(document, "query") {
				before()
				all = append(all, r.send(t, caller, document, nil))
				continue
			}
			for _, size := range []string{"first", "last"} {
				variables := map[string]any{size: 7}
				for more := true; more; {
					before()
					text := r.send(t, caller, document, variables)
					all = append(all, text)
					more = nextPage(t, text, size, variables)
				}
			}
		}
	}
	return all
}

// nextPage sets the variables of the next page, and reports whether there is one.
func nextPage(t *testing.T, response, size string, variables map[string]any) (more bool) {
	t.Helper()
	var body any
	if err := json.Unmarshal([]byte(response), &body); err != nil {
		t.Fatal(err)
	}
	info := findPageInfo(body)
	if info == nil {
		return false
	}
	if size == "first" {
		variables["after"] = info.EndCursor
		return info.HasNextPage
	}
	variables["before"] = info.StartCursor
	return info.HasPreviousPage
}

// TestResponsesAreEqualAtEveryWatermark requires that the responses to every query that reads
// accesses are the same, byte for byte, when nothing is projected, when everything is, and when the
// projections advance before each request.
func TestResponsesAreEqualAtEveryWatermark(t *testing.T) {
	r := newResponder(t)
	none := r.responses(t, func() {})
	if text := strings.Join(none, ""); len(none) < 500 || strings.Count(text, `"totalCount"`) < 500 || strings.Count(text, `"cursor"`) < 5000 {
		t.Fatalf("%d responses have %d bytes", len(none), len(text))
	}
	compare := func(state string, got []string) {
		t.Helper()
		if slices.Equal(got, none) {
			return
		}
		for i := range min(len(got), len(none)) {
			if got[i] != none[i] {
				t.Fatalf("%s, response %d is\n%s\nand was\n%s", state, i, got[i], none[i])
			}
		}
		t.Fatalf("%s, there are %d responses, and were %d", state, len(got), len(none))
	}
	r.Tail().DropThrough(60)
	compare("with half of the tail in memory", r.responses(t, func() {}))
	steps, random := 0, rand.New(rand.NewPCG(5, 6))
	compare("while the projections advance", r.responses(t, func() {
		if steps++; steps%8 == 0 && r.Projector().Behind() > 0 {
			wander(t, r.Projector(), random)
		}
	}))
	if err := r.Projector().CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r.Projector().Behind() != 0 {
		t.Fatal("not everything is projected")
	}
	compare("with everything projected", r.responses(t, func() {}))
}
