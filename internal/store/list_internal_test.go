package store

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// statementHandler is a log handler that keeps the statements, which have the attribute sql. A
// test must require that it has kept some.
type statementHandler struct{ kept *[]string }

func (h statementHandler) Enabled(context.Context, slog.Level) bool { return true }
func (h statementHandler) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h statementHandler) WithGroup(string) slog.Handler            { return h }

func (h statementHandler) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "sql" {
			*h.kept = append(*h.kept, a.Value.String())
		}
		return true
	})
	return nil
}

// readList reads pages of each list: one for some parents together, one for each of them, and
// one between two positions.
func readList[P comparable, R read.Positioned, T comparable](t *testing.T, s *Store, caller *auth.Principal, l read.List[P, R, T], parents ...P) {
	t.Helper()
	cursor := l.Cursor(read.Tx{Source: s.source}, l.NameOf(parents[0]), read.Position{Ticks: 1, Num: 2})
	one, kept := 1, s.logger.Handler().(statementHandler).kept
	for _, siblings := range [][]P{parents, parents[:1]} {
		for _, args := range []models.PageArgs{{}, {Last: &one}, {After: &cursor, Before: &cursor}, {Last: &one, Before: &cursor}} {
			before := len(*kept)
			ctx, end := s.begin(fixture.As(t, caller), new(Attempt))
			v, err := read.Begin(ctx)
			if err != nil {
				t.Fatal(err)
			}
			read.MakeBatch(v.Batches, siblings)
			c, err := read.Connection(ctx, l, parents[0], args)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := c.TotalCount(ctx); err != nil || *n != 0 {
				t.Fatal(n, err)
			}
			end()
			if n := len(*kept) - before; n < 2 {
				t.Fatalf("%s: %d statements of a page and its count were kept", l.Name, n)
			}
		}
	}
}

// readPlaced reads rows by numbers that a list has found before.
func readPlaced(t *testing.T, s *Store, caller *auth.Principal, l read.List[itemactivity.Selection, itemactivity.Row, *models.ItemActivity]) {
	t.Helper()
	ctx, end := s.begin(fixture.As(t, caller), new(Attempt))
	defer end()
	v, err := read.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	l.RowNumbers = func(read.Tx, []itemactivity.Selection, read.PageRange) ([][]int64, error) { return [][]int64{{1}}, nil }
	if _, err := l.Pages(v, make([]itemactivity.Selection, 1), read.PageRange{Limit: 1}); err != nil {
		t.Fatal(err)
	}
}

// readActor finds the groups of an actor, and merges many lists.
func readActor(t *testing.T, s *Store, caller *auth.Principal, order models.ItemActivityOrder) {
	t.Helper()
	ctx, end := s.begin(fixture.As(t, caller), new(Attempt))
	defer end()
	v, err := read.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if groups, err := itemactivity.GroupsOfActor(v, itemactivity.Selection{Actor: 1}); err != nil || len(groups) != 0 {
		t.Fatal(groups, err)
	}
	if _, _, err := itemactivity.RecordedWithin(v, nil); err != nil {
		t.Fatal(err)
	}
	l, some := itemactivity.ActorAccesses(order), make([]itemactivity.Selection, 5)
	for _, c := range []read.PageRange{{Limit: 1}, {Limit: 1, FromEnd: true, Before: read.Bound{Position: read.Position{Ticks: 1, Num: 2}, Named: true}}, {Limit: 9, After: read.Bound{Position: read.Position{Ticks: 1, Num: 2}, Named: true}}} {
		if p, err := l.Merge(v, some, c); err != nil || len(p.Rows) != 0 {
			t.Fatal(p, err)
		}
	}
}

// scanned also matches a search for the minimum of an indexed column without a condition. If the
// statement has another condition, the search reads the rows up to the first match.
var scanned = regexp.MustCompile(`^SCAN (\w+)|^SEARCH \w+ USING (?:PRIMARY KEY|(?:COVERING )?INDEX \w+)$|TEMP B-TREE FOR ORDER BY`)

// TestListsAreReadByTheirIndexes requires that no list scans a table or sorts rows before the
// limit, whatever the number of parents.
func TestListsAreReadByTheirIndexes(t *testing.T) {
	var kept []string
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(statementHandler{&kept})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	kept = nil
	for _, caller := range []*auth.Principal{auth.Local(), {UserID: "a"}, {UserID: "a", Groups: []models.ID{"g", models.NewID()}}} {
		readList(t, s, caller, group.Members, &models.Group{Num: 1}, &models.Group{Num: 2})
		readList(t, s, caller, group.Owners, &models.Group{Num: 1}, &models.Group{Num: 2})
		readList(t, s, caller, group.Joined, &models.User{UserID: "a"}, &models.User{UserID: models.NewID()})
		for _, f := range []models.DriveItemFilter{{}, {Deleted: new(false)}, {Deleted: new(true)}} {
			readList(t, s, caller, drive.Filtered(drive.ItemsOfDrive, f), &models.Drive{Num: 1}, &models.Drive{Num: 2})
			readList(t, s, caller, drive.Filtered(drive.ChildrenOfDrive, f), &models.Drive{Num: 1}, &models.Drive{Num: 2})
			readList(t, s, caller, drive.Filtered(drive.ChildrenOfItem, f), &models.DriveItem{Num: 1}, &models.DriveItem{Num: 2})
		}
		for action := range models.VersionItem + 1 {
			f := models.DriveActivityFilter{Action: &action}
			if action == 0 {
				f.Action = nil
			}
			for _, f.ObservedDateTime = range []*models.DateTimeRange{nil, {}} {
				readList(t, s, caller, drive.FilteredActivities(f), &models.Drive{Num: 1}, &models.Drive{Num: 2})
			}
		}
		for _, observed := range []*models.DateTimeRange{nil, {}} {
			readList(t, s, caller, drive.ActivitiesIn(drive.ActivitiesOfItem, observed), &models.DriveItem{Num: 1}, &models.DriveItem{Num: 2})
		}
		readList(t, s, caller, itemactivity.StatsOfItem, &models.DriveItem{Num: 1}, &models.DriveItem{Num: 2})
		readList(t, s, caller, itemactivity.ActivitiesOfStat, &models.ItemActivityStat{ID: "1"}, &models.ItemActivityStat{ID: "2"})
		for order := models.LatestActivityFirst; order <= models.EarliestRecordedFirst; order++ {
			for _, column := range []activitylog.Column{activitylog.Item, activitylog.Group} {
				readList(t, s, caller, itemactivity.AccessesOf(column, order), itemactivity.Selection{Item: 1, Group: 1, Before: 9}, itemactivity.Selection{Group: 2, Before: 9})
			}
			if order.ByRecorded() {
				readPlaced(t, s, caller, itemactivity.AccessesOf(activitylog.Item, order))
				continue
			}
			readList(t, s, caller, itemactivity.ActorAccesses(order), itemactivity.Selection{Actor: 1, Group: 1, Before: 9}, itemactivity.Selection{Actor: 1, Group: 2, Before: 9})
			readActor(t, s, caller, order)
		}
		for _, of := range itemactivity.ActivitiesWithin {
			readList(t, s, caller, of, &models.ItemActivityStat{ID: "1"}, &models.ItemActivityStat{ID: "2"})
		}
	}
	wantIndexed(t, s, kept)
}

// TestIdentityIsSearchedByIndexes requires that no table is scanned for an id that the caller may
// know: that of an actor, a member or a user.
func TestIdentityIsSearchedByIndexes(t *testing.T) {
	var kept []string
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(statementHandler{&kept})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	err = s.writer.Do(fixture.Local(t), func(tx *write.Tx) error {
		_, err := tx.Intern(fixture.UserSet("known"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	unknown := models.Errorf(models.BadUserInput, "", "unknown")
	for _, caller := range []*auth.Principal{auth.Local(), {UserID: "a"}, {UserID: "a", Groups: []models.ID{"g", models.NewID()}}} {
		for _, id := range []string{"known", "unknown"} {
			kept = nil
			ctx, end := s.begin(fixture.As(t, caller), new(Attempt))
			v, err := read.Begin(ctx)
			if err != nil {
				t.Fatal(err)
			}
			err = v.MustBeKnown([]models.KnownOnly{{Slot: models.UserSlot, ID: id, Refusal: unknown}})
			end()
			if want := id == "known" && caller.ReadsEveryGroup(); (err == nil) != want {
				t.Errorf("%s is known to %+v: %v, want %t", id, caller, err, want)
			}
			if !slices.ContainsFunc(kept, func(statement string) bool { return strings.Contains(statement, "actors") }) {
				t.Fatal("the statements were not kept")
			}
			wantIndexed(t, s, kept)
		}
	}
}

// wantIndexed requires that no statement scans a table or sorts rows.
func wantIndexed(t *testing.T, s *Store, statements []string) {
	t.Helper()
	pool, err := s.database.Reads().DB()
	if err != nil {
		t.Fatal(err)
	}
	ofQueries := map[string]bool{"parent": true, "listed": true, "placed": true, "search": true, "acted": true, "seen": true, "projections": true, "CONSTANT": true}
	for _, statement := range statements {
		for _, step := range plan(t, pool, statement) {
			if m := scanned.FindStringSubmatch(step); m != nil && !ofQueries[m[1]] {
				t.Errorf("%s:\n%s", step, statement)
			}
		}
	}
}

// plan returns the query plan of a statement. It does not depend on the values.
func plan(t *testing.T, pool *sql.DB, statement string) (steps []string) {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, make([]any, strings.Count(statement, "?"))...)
	if err != nil {
		t.Fatal(err, statement)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}
