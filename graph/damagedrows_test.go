package graph_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// TestReadsOfDamagedRows changes a row to one that the server does not write, and sends a query
// that reads it. The response must have the code UNAVAILABLE, and the server must not be
// ready. The server must not store the next access, and must not end.
func TestReadsOfDamagedRows(t *testing.T) {
	t.Parallel()
	whole := gqlhttptest.NewExampleServer(t)
	whole.Execute(t, damagedFixture, nil, new(any))
	for i := range 6 {
		whole.Execute(t, recordAgain(strconv.Itoa(i)), nil, new(any))
	}
	// A store that is closed has updated all derived tables.
	if err := whole.Store.Close(); err != nil {
		t.Fatal(err)
	}
	const (
		actorCount   = `{ driveItem(id: "example-file") { analytics { allTime { access { actorCount } } } } }`
		actionCount  = `{ driveItem(id: "example-file") { analytics { allTime { access { actionCount } } } } }`
		byRecording  = `{ itemActivities(filter: {groupId: "example-group", recordedDateTime: {from: "2000-01-01T00:00:00Z"}}) { nodes { id } } }`
		accesses     = `{ itemActivities(filter: {groupId: "example-group"}) { nodes { id } } }`
		access       = `{ itemActivity(id: "access") { id } }`
		statsOfItem  = `{ driveItem(id: "example-file") { analytics { itemActivityStats { nodes { id } } } } }`
		stat         = `{ itemActivityStat(id: "stat") { id } }`
		statOfAccess = `{ itemActivity(id: "access") { stat { id } } }`
		activities   = `{ driveItem(id: "example-file") { activities { nodes { id } } } }`
		groups       = `{ groups { nodes { id } } }`
		items        = `{ drive(id: "example-drive") { items { nodes { id } } } }`
		node         = `{ node(id: "example-folder") { id } }`
	)
	for change, queries := range map[string][]string{
		"": nil,
		"UPDATE item_action_actors SET actors = x'0001'": {actorCount},
		"UPDATE item_action_actors SET actors = x'3a30'": {actorCount},
		// Roaring reads this set, and panics when it is encoded.
		"UPDATE item_action_actors SET actors = x'3b300000010000000000002af20000008e05950ec34fd557c4581c62d8d2eaf2'": {actorCount},
		"UPDATE item_action_actors SET actors = x'3b300000010069000000002af20000008e05950ec34fd557c4581c62d8d2eaf2'": {actorCount},
		"UPDATE item_action_actors SET actors = x'3a3000000100000001000000100000000100'":                             {actorCount}, // a number of 17 bits
		"UPDATE item_action_actors SET actors = x'3a300000010000000000000010000000010000'":                           {actorCount}, // a byte too many
		"INSERT INTO item_action_counts VALUES (2, -1, 99, 1)":                                                       {actionCount},
		"UPDATE activity_postings SET gaps = x'00'":                                                                  {byRecording},
		"UPDATE activity_postings SET gaps = x'00ff01'":                                                              {byRecording},
		"DELETE FROM item_activities WHERE seq IN (3, 4, 5)":                                                         {byRecording},
		"UPDATE item_activities SET sent = 99999999":                                                                 {accesses, access},
		"UPDATE item_activities SET ticks = -5":                                                                      {access},
		"UPDATE item_activity_stats SET start_form = 99999":                                                          {stat, statsOfItem, statOfAccess},
		"UPDATE item_activity_stats SET end_form = 99999":                                                            {stat, statsOfItem, statOfAccess},
		"UPDATE drive_activities SET form = 99999":                                                                   {activities},
		"UPDATE drive_activities SET action = 'x'":                                                                   {activities},
		"UPDATE identity_sets SET content = 'x'":                                                                     {activities, access},
		"UPDATE groups SET id = x'01'":                                                                               {groups},
		"UPDATE groups SET id = 1":                                                                                   {groups},
		"UPDATE drive_items SET file = 'x' WHERE file IS NOT NULL":                                                   {items},
		"UPDATE drive_items SET folder = 'x' WHERE folder IS NOT NULL":                                               {items, node},
	} {
		t.Run(change, func(t *testing.T) {
			t.Parallel()
			for i := range max(1, len(queries)) {
				s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Database: changedContent(t, whole.Path, change)})
				for _, query := range queries[min(i, len(queries)):min(i+1, len(queries))] {
					codes := codesOf(t, s, auth.Local(), query)
					if len(codes) != 1 || codes[0] != string(models.Unavailable) {
						t.Errorf("%s has the codes %q", query, codes)
					}
				}
				if ready := s.Store.Health(t.Context()) == (store.Health{}); ready != (change == "") {
					t.Errorf("the server is ready: %v", ready)
				}
			}
			// A server that has not read the row recently.
			s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Database: changedContent(t, whole.Path, change)})
			for range 2 {
				for _, code := range codesOf(t, s, auth.Local(), recordAgain("zoe")) {
					if code != string(models.Unavailable) || change == "" {
						t.Errorf("recording has the code %s", code)
					}
				}
			}
		})
	}
}

// recordAgain records an access by a user.
func recordAgain(user string) string {
	return fmt.Sprintf(`mutation { createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "stat",
		input: {access: {}, actor: {user: {id: %q}}}) { id } }`, user)
}

// changedContent returns the content of a copy of a database after a statement.
func changedContent(tb testing.TB, path, statement string) []byte {
	tb.Helper()
	copied := tb.TempDir() + "/copied.db"
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		tb.Fatal(err)
	}
	_, err = db.ExecContext(tb.Context(), "VACUUM INTO ?", copied)
	if err := errors.Join(err, db.Close()); err != nil {
		tb.Fatal(err)
	}
	if db, err = sql.Open("sqlite3", copied); err != nil {
		tb.Fatal(err)
	}
	result, err := db.ExecContext(tb.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		tb.Fatal(err)
	}
	if changed, err := result.RowsAffected(); statement != "" && (changed == 0 || err != nil) {
		tb.Fatalf("%s changes %d rows (%v)", statement, changed, err)
	}
	content, err := os.ReadFile(copied)
	if err != nil {
		tb.Fatal(err)
	}
	return content
}
