package store

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// logLines is the output of a JSON logger.
type logLines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logLines) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(text)
}

// take returns the lines since the last call.
func (l *logLines) take(t *testing.T) (lines []map[string]any) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for decoder := json.NewDecoder(&l.text); ; {
		var line map[string]any
		if err := decoder.Decode(&line); err == io.EOF {
			return lines
		} else if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
}

// openLogged returns a store with the example, which logs every statement.
func openLogged(t *testing.T) (*Store, *logLines) {
	t.Helper()
	log := new(logLines)
	logger := slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, log
}

// rowsOfTables returns the number of rows of each table.
func rowsOfTables(t *testing.T, s *Store) map[string]int {
	t.Helper()
	var tables []string
	if err := s.database.Reads().Raw("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Scan(&tables).Error; err != nil {
		t.Fatal(err)
	}
	rows := make(map[string]int, len(tables))
	for _, table := range tables {
		var n int
		if err := s.database.Reads().Raw("SELECT count(*) FROM " + table).Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		rows[table] = n
	}
	return rows
}

// recording is a mutation that records facts, and the tables to which it adds rows.
type recording struct {
	name   string
	record func(context.Context, *Store) error
	tables []string
}

// recordings are mutations with their own writes. What the projector writes is not among them.
var recordings = []recording{
	{"an access", func(ctx context.Context, s *Store) error {
		_, err := s.CreateItemActivity(ctx, exampleKey, fixture.Access("", "ann", 700_000))
		return err
	}, []string{"item_activities", "activity_keys", "actors", "identity_sets", "identity_set_actors"}},
	{"a bulk", func(ctx context.Context, s *Store) error {
		return recordMany(ctx, s, 100, "bob")
	}, []string{"item_activities", "actors", "identity_sets", "identity_set_actors"}},
	{"a drive activity", func(ctx context.Context, s *Store) error {
		_, err := s.CreateDriveActivity(ctx, ExampleFileID, models.DriveActivity{
			Action: &models.ItemActionSet{Edit: &models.EditAction{}},
			Actor:  &models.IdentitySet{User: &models.Identity{ID: new("carl")}},
		})
		return err
	}, []string{"drive_activities", "ids", "actors", "identity_sets", "item_action_counts", "item_action_actors", "drive_action_counts", "drive_action_actors", "drive_activity_actions", "active_items", "active_actors"}},
	{"a group", func(ctx context.Context, s *Store) error {
		_, err := s.CreateGroup(ctx, models.Group{DisplayName: "Team"})
		return err
	}, []string{"groups", "drives", "ids", "group_members", "group_names"}},
}

// projecting records an access, and projects it. Its mutation succeeds although a step fails.
var projecting = func(ctx context.Context, s *Store) error {
	if err := recordings[0].record(ctx, s); err != nil {
		return err
	}
	return s.projector.CatchUp(ctx)
}

// TestInsertsAreLogged requires that the log contains, for each table to which a recording
// adds rows, the insert with its duration and number of rows, and that these numbers
// account for all rows that were added.
func TestInsertsAreLogged(t *testing.T) {
	s, log := openLogged(t)
	for _, recording := range append(recordings, recording{"a projected access", projecting, projectedTables}) {
		before := rowsOfTables(t, s)
		log.take(t)
		if err := recording.record(fixture.Local(t), s); err != nil {
			t.Fatal(err)
		}
		inserted := insertedRows(t, log.take(t))
		after := rowsOfTables(t, s)
		for _, table := range recording.tables {
			if after[table] == before[table] {
				t.Errorf("%s adds no row to %s", recording.name, table)
			}
		}
		for table, n := range after {
			if added := n - before[table]; inserted[table] < added {
				t.Errorf("%s: %d rows were added to %s, and the log has inserts of %d", recording.name, added, table, inserted[table])
			}
		}
	}
}

// insertedRows returns how many rows the logged inserts have inserted or updated, by table.
func insertedRows(t *testing.T, lines []map[string]any) map[string]int {
	t.Helper()
	inserted := map[string]int{}
	for _, line := range lines {
		sql, _ := line["sql"].(string)
		table, found := insertTarget(sql)
		if !found {
			continue
		}
		if _, ok := line["duration"]; !ok {
			t.Errorf("there is no duration with %s", sql)
		}
		rows, _ := line["rows"].(float64)
		inserted[table] += int(rows)
	}
	return inserted
}

// insertTarget returns the table of an insert.
func insertTarget(sql string) (table string, found bool) {
	verb, into, found := strings.Cut(sql, " INTO ")
	if !found || !strings.HasPrefix(verb, "INSERT") {
		return "", false
	}
	return strings.Trim(strings.Fields(into)[0], "`"), true
}

// TestFailedInsertsAreLogged makes the insert into each table fail, and requires that the
// log contains an error with the insert, at the default level too.
func TestFailedInsertsAreLogged(t *testing.T) {
	for _, recording := range recordings {
		for _, table := range recording.tables {
			t.Run(recording.name+" in "+table, func(t *testing.T) {
				s, log := openLogged(t)
				if err := s.database.Writes().Exec("CREATE TRIGGER fail BEFORE INSERT ON " + table +
					" BEGIN SELECT RAISE(ABORT, 'made to fail'); END").Error; err != nil {
					t.Fatal(err)
				}
				log.take(t)
				if err := recording.record(fixture.Local(t), s); err == nil {
					t.Fatal("nothing failed")
				}
				for _, line := range log.take(t) {
					trace, _ := line["trace"].(map[string]any)
					sql, _ := trace["sql"].(string)
					failed, _ := trace["error"].(string)
					if target, _ := insertTarget(sql); line["level"] == "ERROR" && target == table && strings.Contains(failed, "made to fail") {
						return
					}
				}
				t.Error("the log has no error with the insert")
			})
		}
	}
}
