package store

import (
	"context"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// statementTexts is a log handler that collects the statements that it finds in the log.
type statementTexts struct {
	slog.Handler
	mu    *sync.Mutex
	texts map[string]bool
}

func (l statementTexts) Enabled(context.Context, slog.Level) bool { return true }

func (l statementTexts) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.Attrs(func(a slog.Attr) bool {
		if text := a.Value.String(); strings.HasPrefix(text, "SELECT") {
			l.texts[text] = true
		}
		return true
	})
	return nil
}

// TestMostActiveUsesIndexes has SQLite explain the statements that read the most active items and actors,
// for a member and for a caller who sees every group. None may scan a table or sort rows.
func TestMostActiveUsesIndexes(t *testing.T) {
	log := statementTexts{slog.DiscardHandler, new(sync.Mutex), map[string]bool{}}
	s, err := Open(t.Context(), Config{
		Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(log), projections: projection.Limits{Manual: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	recordUsers(t, s, "ann", "bob")
	project(t, s)
	recordUsers(t, s, "carl")
	if _, err := s.AddGroupMember(fixture.Local(t), "example-group", models.Member{UserID: "member"}); err != nil {
		t.Fatal(err)
	}
	for _, caller := range []*auth.Principal{{UserID: "member"}, {ApplicationID: "auditor", Scopes: auth.FilesReadAll}} {
		ctx := reading(t, s, fixture.As(t, caller))
		item, err := s.DriveItem(ctx, ExampleFileID)
		if err != nil {
			t.Fatal(err)
		}
		drive, err := s.DriveOfItem(ctx, item)
		if err != nil {
			t.Fatal(err)
		}
		clear(log.texts)
		for _, w := range []models.Window{models.AllTimeWindow(), models.LastSevenDaysWindow(models.NewInstant(s.now()))} {
			for _, action := range []models.CountedAction{models.Accesses, models.Edits} {
				_, errItems := s.MostActiveItems(ctx, models.NewDriveActivityStat(w, drive), nil, action)
				_, errActors := s.MostActiveActors(ctx, models.NewDriveActivityStat(w, drive), nil, action)
				_, errOfItem := s.MostActiveActorsOfItem(ctx, models.NewItemActivityStat(w, item), nil, action)
				if errItems != nil || errActors != nil || errOfItem != nil {
					t.Fatal(errItems, errActors, errOfItem)
				}
			}
		}
		s.explainMostActive(t, log.texts)
	}
}

// scansOrSorts matches a step of a plan that scans a table or sorts rows. listed is a subquery, whose rows
// an index has found.
var scansOrSorts = regexp.MustCompile(`^SCAN (counted|fact|timed|drive_items|identity_sets|item_activities|drive_activities)|USE TEMP B-TREE FOR ORDER BY`)

func (s *Store) explainMostActive(t *testing.T, statements map[string]bool) {
	t.Helper()
	var plans strings.Builder
	for text := range statements {
		var steps []struct{ Detail string }
		if err := s.database.Writes().Raw("EXPLAIN QUERY PLAN "+text, make([]any, strings.Count(text, "?"))...).Scan(&steps).Error; err != nil {
			t.Fatal(err, text)
		}
		for _, step := range steps {
			plans.WriteString(step.Detail + "\n")
			if scansOrSorts.MatchString(step.Detail) {
				t.Errorf("%s:\n%s", step.Detail, text)
			}
		}
	}
	for _, index := range []string{"active_items_count", "active_actors_count"} {
		if used := plans.String(); !strings.Contains(used, "USING COVERING INDEX "+index) && !strings.Contains(used, "USING INDEX "+index) {
			t.Errorf("no statement uses %s:\n%s", index, used)
		}
	}
}
