package load_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/bench/load"
)

type identity struct {
	ID          *string `json:"id"`
	DisplayName *string `json:"displayName"`
}

type activity struct {
	ID               string `json:"id"`
	ActivityDateTime string `json:"activityDateTime"`
	Actor            struct {
		Application identity `json:"application"`
		Device      identity `json:"device"`
		User        identity `json:"user"`
	} `json:"actor"`
	item string
	at   time.Time
}

type variables struct {
	Inputs []struct {
		StatID string
		Input  activity
	}
	Filter *struct {
		GroupID, DriveItemID string
		ActivityDateTime     struct{ Before time.Time }
	}
	ID           string
	From, Before time.Time
}

// memory is a server that keeps the activities in memory.
type memory struct {
	mu         sync.Mutex
	activities []activity
	// groupPages and itemPages are the numbers of pages with 50 rows.
	groupPages, itemPages, intervals int
	// alter changes the data of a query, if it is not nil.
	alter func(data any)
}

func (m *memory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var request struct{ Variables variables }
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		panic(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	v := request.Variables
	var data any
	switch {
	case v.Inputs != nil:
		data = m.create(v)
	case v.Filter != nil:
		data = m.page(v)
	default:
		data = m.interval(v)
	}
	if m.alter != nil && v.Inputs == nil {
		m.alter(data)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
}

func (m *memory) create(v variables) any {
	type created struct {
		Activity activity `json:"activity"`
	}
	var all []created
	for _, in := range v.Inputs {
		in.Input.item = strings.TrimPrefix(in.StatID, "~allTime~")
		at, err := time.Parse(time.RFC3339Nano, in.Input.ActivityDateTime)
		if err != nil {
			panic(err)
		}
		in.Input.at = at
		m.activities = append(m.activities, in.Input)
		all = append(all, created{in.Input})
	}
	return map[string]any{"createItemActivities": all}
}

func (m *memory) page(v variables) any {
	var nodes []activity
	for _, a := range m.activities {
		if a.at.Before(v.Filter.ActivityDateTime.Before) && (v.Filter.GroupID == load.GroupID || v.Filter.DriveItemID == a.item) {
			nodes = append(nodes, a)
		}
	}
	slices.SortFunc(nodes, func(a, b activity) int { return b.at.Compare(a.at) })
	nodes = nodes[:min(50, len(nodes))]
	switch {
	case len(nodes) == 50 && v.Filter.GroupID != "":
		m.groupPages++
	case len(nodes) == 50:
		m.itemPages++
	}
	return map[string]any{"itemActivities": map[string]any{"nodes": nodes}}
}

type day struct {
	StartDateTime string `json:"startDateTime"`
	Access        struct {
		ActionCount int `json:"actionCount"`
		ActorCount  int `json:"actorCount"`
	} `json:"access"`
}

func (m *memory) interval(v variables) any {
	m.intervals++
	var days []day
	for start := v.From; start.Before(v.Before); start = start.AddDate(0, 0, 1) {
		d := day{StartDateTime: start.Format(time.RFC3339)}
		users := map[string]bool{}
		for _, a := range m.activities {
			if a.item == v.ID && !a.at.Before(start) && a.at.Before(start.AddDate(0, 0, 1)) {
				d.Access.ActionCount++
				users[*a.Actor.User.ID] = true
			}
		}
		d.Access.ActorCount = len(users)
		days = append(days, d)
	}
	return map[string]any{"driveItem": map[string]any{"analytics": map[string]any{"activitiesByInterval": days}}}
}

// filledServer starts a server with 10,000 activities of the history. It returns the options
// of 100 requests of a kind.
func filledServer(t *testing.T) (*memory, func(load.Kind) load.Options) {
	t.Helper()
	m := new(memory)
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	history := load.NewHistory(10_000, time.Now())
	of := func(kind load.Kind) load.Options {
		return load.Options{URL: server.URL + "/", Dialect: "graphql", Kind: kind, History: history, Connections: 2, Requests: 50, PID: os.Getpid()}
	}
	fill := of(load.Fill)
	fill.Connections, fill.Rows, fill.Requests = 1, 1000, 10
	result, err := load.Run(t.Context(), fill)
	if err != nil {
		t.Fatal(err)
	}
	if result.Acknowledged != 10_000 || len(m.activities) != 10_000 {
		t.Fatalf("Run counts %d acknowledged rows, and the server has %d, want 10000", result.Acknowledged, len(m.activities))
	}
	return m, of
}

// TestQueries: the pages and intervals that a server reads from the activities of the history
// are the expected ones, also after activities were created.
func TestQueries(t *testing.T) {
	m, of := filledServer(t)
	created := of(load.Create)
	created.Rows, created.Requests = 10, 1
	for _, o := range []load.Options{created, of(load.Page), of(load.Interval)} {
		result, err := load.Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if result.Rejected != 0 || result.P50 == 0 || (result.Acknowledged != 0) != (o.Kind == load.Create) {
			t.Errorf("%s: Run returns %+v", o.Kind, result)
		}
	}
	if m.groupPages == 0 || m.itemPages == 0 || m.intervals != 100 {
		t.Errorf("the server read %d pages of the group, %d of items and %d intervals", m.groupPages, m.itemPages, m.intervals)
	}
}

// TestWrongQueries: Run returns an error if one row of a page or one count is wrong.
func TestWrongQueries(t *testing.T) {
	m, of := filledServer(t)
	nodes := func(data any) []activity {
		return data.(map[string]any)["itemActivities"].(map[string]any)["nodes"].([]activity)
	}
	for name, wrong := range map[string]struct {
		kind  load.Kind
		alter func(data any)
	}{
		"order": {load.Page, func(data any) { rows := nodes(data); rows[0], rows[1] = rows[1], rows[0] }},
		"actor": {load.Page, func(data any) { nodes(data)[0].Actor.User.ID = nil }},
		"count": {load.Interval, func(data any) {
			days := data.(map[string]any)["driveItem"].(map[string]any)["analytics"].(map[string]any)["activitiesByInterval"].([]day)
			days[89].Access.ActorCount++
		}},
	} {
		t.Run(name, func(t *testing.T) {
			m.alter = wrong.alter
			if result, err := load.Run(t.Context(), of(wrong.kind)); err == nil {
				t.Errorf("Run returns %+v and no error", result)
			}
		})
	}
}
