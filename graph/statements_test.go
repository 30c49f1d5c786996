package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// statements is a log handler that keeps only the attribute sql. A caller of take must
// expect at least one statement.
type statementLog struct {
	mu  sync.Mutex
	all []string
}

func (s *statementLog) Enabled(context.Context, slog.Level) bool { return true }
func (s *statementLog) WithAttrs([]slog.Attr) slog.Handler       { return s }
func (s *statementLog) WithGroup(string) slog.Handler            { return s }

func (s *statementLog) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "sql" {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.all = append(s.all, a.Value.String())
		}
		return true
	})
	return nil
}

func (s *statementLog) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.all
	s.all = nil
	return taken
}

// newStatementServer returns a server with limits that no test here reaches, and the log of
// its statements.
func newStatementServer(t *testing.T) (*gqlhttptest.Server, *statementLog) {
	t.Helper()
	return newStatementServerOf(t, nil)
}

// newFilledServer returns a server with objects whose projections contain the whole log, and the ids
// of the objects.
func newFilledServer(t *testing.T, of gqlhttptest.Shape) (*gqlhttptest.Server, *statementLog, map[string][]models.ID) {
	t.Helper()
	filled := gqlhttptest.NewServer(t)
	made := filled.Fill(t, of)
	if err := filled.Store.Close(); err != nil {
		t.Fatal(err)
	}
	database, err := os.ReadFile(filled.Path)
	if err != nil {
		t.Fatal(err)
	}
	s, asked := newStatementServerOf(t, database)
	// A mutation waits until its caller is stored. After a query, the statement that stores the
	// caller could follow the response.
	const none = `{"query":"mutation { deleteDriveItem(driveItemId: \"none\") { id } }"}`
	if text := s.Text(t, none); !strings.Contains(text, "NOT_FOUND") {
		t.Fatalf("%s returns %s", none, text)
	}
	if !slices.ContainsFunc(asked.take(), func(sql string) bool { return strings.Contains(sql, "INSERT INTO `users`") }) {
		t.Fatal("the caller was not stored")
	}
	return s, asked, made
}

func newStatementServerOf(t *testing.T, database []byte) (*gqlhttptest.Server, *statementLog) {
	t.Helper()
	limits := gqlhttptest.WideLimits()
	limits.Complexity, limits.ResponseBytes = math.MaxInt, 1<<30
	asked := new(statementLog)
	return gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: limits, Logger: slog.New(asked), Database: database}), asked
}

// deepest selects every list and every object that other objects have.
const deepestQuery = `query {
  me { joinedGroups(first: 100) { totalCount nodes { ...group
    owners(first: 100) { totalCount nodes { user { id } } }
    members(first: 100) { totalCount nodes { user { id joinedGroups(first: 100) { totalCount nodes { id drive { id } } } } } }
    drive { group { id } activities(first: 100) { totalCount nodes { ...driveActivity } }
      items(first: 100) { totalCount nodes { id parent { id } drive { id group { id } } createdBy { user { id } } lastModifiedBy { user { id } }
        activities(last: 10) { totalCount nodes { ...driveActivity } }
        children(first: 100) { totalCount nodes { id
          analytics { driveItem { id }
            allTime { ...counts activities(first: 100) { totalCount nodes { ...activity } } }
            lastSevenDays { driveItem { id } activities(first: 1) { totalCount nodes { ...activity } } }
            activitiesByInterval(startDateTime: "2024-05-01T00:00:00Z", endDateTime: "2024-05-08T00:00:00Z", interval: DAY) { ...counts
              activities(first: 1) { totalCount nodes { ...activity } } driveActivities(action: CREATE, last: 2) { totalCount nodes { ...driveActivity } } }
            itemActivityStats(first: 100) { totalCount nodes { driveItem { id parent { id } } activities(last: 100) { totalCount nodes { ...activity } } } }
          } } } } } } } } }
}
fragment counts on ItemActivityStat { access { actionCount actorCount } create { actionCount actorCount } edit { actionCount } move { actorCount } }
fragment group on Group { id displayName }
fragment driveActivity on DriveActivity { id actor { user { id } } driveItem { id drive { id } } }
fragment activity on ItemActivity { id actor { user { id } } recordedBy { user { id } }
  group { ...group drive { id } } driveItem { id parent { id } } driveActivity { ...driveActivity }
  stat { id driveItem { id } activities(first: 1) { totalCount nodes { id stat { id } } } } }`

// TestStatementsDoNotGrowWithRows checks that a query runs one statement for each of its
// fields that reads the database, whatever the number of rows. The query is sent twice,
// because immutable rows are cached by the first one.
func TestStatementsDoNotGrowWithRows(t *testing.T) {
	t.Parallel()
	nodesOf := func(made map[string][]models.ID) string {
		var ids []models.ID
		for _, kind := range []string{"Group", "Drive", "User", "DriveItem", "DriveActivity", "ItemActivityStat", "ItemActivity"} {
			all := made[kind]
			ids = append(ids, all[:min(len(all), 10)]...)
		}
		for _, item := range made["DriveItem"][:min(2, len(made["DriveItem"]))] {
			ids = append(ids, models.AnalyticsID(item), models.AllTimeWindow().ID(item))
		}
		sent, _ := json.Marshal(ids)
		return `{ nodes(ids: ` + string(sent) + `) { id ... on DriveItem { children { nodes { id } } drive { id } }
			... on ItemActivity { stat { id } } ... on Group { members { nodes { addedDateTime } } } ... on Drive { group { id } }
			... on User { joinedGroups { nodes { id } } } ... on ItemActivityStat { driveItem { id } activities { totalCount } }
			... on DriveActivity { driveItem { id } } ... on ItemAnalytics { itemActivityStats { totalCount } } } }`
	}
	statementsOf := func(t *testing.T, of gqlhttptest.Shape) (all [2][]string) {
		t.Helper()
		s, asked, made := newFilledServer(t, of)
		for i, document := range []string{deepestQuery, nodesOf(made)} {
			body, _ := json.Marshal(map[string]string{"query": document})
			s.Text(t, string(body))
			asked.take()
			if answer := s.Text(t, string(body)); strings.Contains(answer, `"errors"`) {
				t.Fatalf("%.2000s", answer)
			}
			all[i] = summary(asked.take())
			if lists := strings.Count(document, "nodes {"); lists == 0 || len(all[i]) < lists {
				t.Fatalf("%d statements were kept of %d lists", len(all[i]), lists)
			}
		}
		return all
	}
	want := statementsOf(t, gqlhttptest.Shape{Groups: 1, Members: 1, Folders: 1, Children: 1, Stats: 1, Accesses: 1})
	for _, of := range []gqlhttptest.Shape{
		{Groups: 3, Members: 3, Folders: 3, Children: 3, Stats: 3, Accesses: 3},
		{Groups: 100, Members: 1, Folders: 1, Children: 1, Stats: 1, Accesses: 1},
		{Groups: 1, Members: 100, Folders: 1, Children: 1, Stats: 1, Accesses: 1},
		{Groups: 1, Members: 1, Folders: 100, Children: 1, Stats: 1, Accesses: 1},
		{Groups: 1, Members: 1, Folders: 1, Children: 100, Stats: 1, Accesses: 1},
		{Groups: 1, Members: 1, Folders: 1, Children: 1, Stats: 100, Accesses: 1},
		{Groups: 1, Members: 1, Folders: 1, Children: 1, Stats: 1, Accesses: 100},
	} {
		t.Run(fmt.Sprintf("%+v", of), func(t *testing.T) {
			t.Parallel()
			for i, got := range statementsOf(t, of) {
				if !slices.Equal(got, want[i]) {
					t.Errorf("%d statements, and %d for one row of each:\n%s\n\n%s",
						len(got), len(want[i]), strings.Join(got, "\n"), strings.Join(want[i], "\n"))
				}
			}
		})
	}
}

// summary returns the tables of the statements, in an order that does not depend on which
// field ran first. The list of one parent is read by a statement of its own.
func summary(all []string) []string {
	table := regexp.MustCompile("(?:FROM|JOIN) `?(groups|group_members|drives|drive_items|drive_activities|item_activities|item_activity_stats|activity_keys|identity_sets|users|ids|item_action_counts|item_action_actors|drive_action_counts|drive_action_actors|drive_activity_actions)`?")
	short := make([]string, len(all))
	for i, sql := range all {
		short[i] = sql
		if m := table.FindStringSubmatch(sql); m != nil {
			short[i] = m[1]
		}
	}
	slices.Sort(short)
	return short
}

// TestStatementsBelowABulk checks that the activities that a bulk has recorded are read as
// one batch.
func TestStatementsBelowABulk(t *testing.T) {
	s, asked := newStatementServer(t)
	made := s.Fill(t, gqlhttptest.Shape{Groups: 1, Members: 1, Folders: 1, Children: 1, Stats: 1, Accesses: 1})
	following := func(rows int) int {
		t.Helper()
		inputs := make([]any, rows)
		for i := range inputs {
			inputs[i] = map[string]any{
				"groupId": made["Group"][0], "activityId": made["DriveActivity"][0], "statId": made["ItemActivityStat"][0],
				"input": map[string]any{"id": fmt.Sprint("bulk-", i), "access": struct{}{}, "activityDateTime": gqlhttptest.Midnight(t, 0).String()},
			}
		}
		record := func(selection string) int {
			t.Helper()
			asked.take()
			body, _ := json.Marshal(map[string]any{
				"query":     "mutation ($inputs: [CreateItemActivityInput!]!) { createItemActivities(inputs: $inputs) { activity { id " + selection + " } } }",
				"variables": map[string]any{"inputs": inputs},
			})
			if answer := s.Text(t, string(body)); strings.Contains(answer, `"errors"`) {
				t.Fatalf("%.2000s", answer)
			}
			return len(asked.take())
		}
		const selection = "group { id drive { id } } driveItem { id } driveActivity { id } stat { activities { totalCount } }"
		record(selection)
		return record(selection) - record("")
	}
	if one, many := following(1), following(50); one != many || one == 0 {
		t.Errorf("%d statements follow 50 activities, and %d one", many, one)
	}
}

// bulkOf returns a bulk whose rows all have the same statId.
func bulkOf(rows int, stat string) string {
	row := `{"groupId":"example-group","activityId":"example-activity","statId":"` + stat + `","input":{"access":{}}}`
	return `{"query":"mutation ($i: [CreateItemActivityInput!]!) { createItemActivities(inputs: $i, atomic: false) { error { code } } }",` +
		`"variables":{"i":[` + strings.Repeat(row+",", rows-1) + row + `]}}`
}

// TestABrokenKeyIsLookedUpOnce checks that a bulk with rejected rows runs no more
// statements than one that is recorded.
func TestABrokenKeyIsLookedUpOnce(t *testing.T) {
	s, asked := newStatementServer(t)
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	statements := func(rows int, stat string) int {
		t.Helper()
		asked.take()
		if answer := s.Text(t, bulkOf(rows, stat)); strings.Contains(answer, `"errors"`) {
			t.Fatalf("%.300s", answer)
		}
		return len(asked.take())
	}
	statements(1, "~allTime~example-file")
	for _, stat := range []string{"~allTime~nothing", "nothing", "~day:2024-01-01~example-folder", "~lastSevenDays~example-file"} {
		if one, many := statements(1, stat), statements(500, stat); many > one || one == 0 {
			t.Errorf("500 rows with the stat %s ask %d times, one asks %d times", stat, many, one)
		}
	}
}
