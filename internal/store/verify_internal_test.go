package store

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/verify"
	"github.com/itemactivity/itemactivity/models"
)

// verified verifies the file of a database, which a store may have open.
func verified(t *testing.T, path string) *verify.Result {
	t.Helper()
	found, err := Verify(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// verifiedOnOneConnection verifies a database as on a read-only disk, where there is one
// connection.
func verifiedOnOneConnection(t *testing.T, path string) *verify.Result {
	t.Helper()
	// A statement that needs another connection fails at the end of the context.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	database, err := sqlite.OpenReadOnly(ctx, Config{Path: path, Logger: slog.New(slog.DiscardHandler)}.database())
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	pool, err := database.DB.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	found, err := verify.Run(ctx, database, nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// openWithFacts opens a store at a path, with some facts of each kind.
func openWithFacts(t *testing.T, path string) *Store {
	t.Helper()
	s := reopen(t, path, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, user := range []string{"ann", "bob", "ann", "carl", ""} {
		if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("", user, models.Day(700_000+i/2))); err != nil {
			t.Fatal(err)
		}
	}
	for _, action := range []*models.ItemActionSet{
		{Edit: &models.EditAction{}, Move: &models.MoveAction{}},
		{Rename: &models.RenameAction{}},
		{Delete: &models.DeleteAction{}},
	} {
		if _, err := s.CreateDriveActivity(fixture.Local(t), ExampleFileID, models.DriveActivity{Action: action}); err != nil {
			t.Fatal(err)
		}
	}
	project(t, s)
	return s
}

// TestVerifyFindsWhatIsBroken changes each table that is derived from the facts, in every way
// in which a row can be wrong, and requires that verify reports it.
func TestVerifyFindsWhatIsBroken(t *testing.T) {
	for statement, want := range map[string]string{
		"": "",
		"UPDATE item_action_counts SET count = count + 1 WHERE day = -1 AND action = 0":                                         "Item example-file, access, all time: actionCount is stored as 6 and recomputed as 5.",
		"UPDATE item_action_counts SET count = 7 WHERE day = 700000":                                                            "Item example-file, access, 1917-07-16: actionCount is stored as 7 and recomputed as 2.",
		"DELETE FROM item_action_counts WHERE day = 700001":                                                                     "Item example-file, access, 1917-07-17: actionCount is stored as 0 and recomputed as 2.",
		"INSERT INTO item_action_counts SELECT item_num, 5, 3, 1 FROM item_action_counts LIMIT 1":                               "Item example-file, delete, 0001-01-06: actionCount is stored as 1 and recomputed as 0.",
		"UPDATE drive_action_counts SET count = count + 1 WHERE day = -1 AND action = 0":                                        "The drive of group example-group, access, all time: actionCount is stored as 6 and recomputed as 5.",
		"UPDATE drive_action_counts SET count = 7 WHERE day = 700000":                                                           "The drive of group example-group, access, 1917-07-16: actionCount is stored as 7 and recomputed as 2.",
		"DELETE FROM drive_action_counts WHERE day = 700001":                                                                    "The drive of group example-group, access, 1917-07-17: actionCount is stored as 0 and recomputed as 2.",
		"DELETE FROM drive_action_actors WHERE day = -1 AND action = 0":                                                         "The drive of group example-group, access, all time: ",
		"INSERT INTO item_action_counts VALUES (999, 5, 3, 1)":                                                                  "Item number 999, which does not exist, delete, 0001-01-06: actionCount is stored as 1 and recomputed as 0.",
		"DELETE FROM item_action_actors WHERE action = 0 AND day = -1":                                                          "Item example-file, access, all time: 0 actors are stored and 3 recomputed.",
		"UPDATE item_action_actors SET high = 1 WHERE day = 700000":                                                             "Item example-file, access, 1917-07-16: 2 actors are stored and recomputed, but they are different.",
		"UPDATE item_action_actors SET actors = x'0001' WHERE day = 700000":                                                     "Item example-file, access, 1917-07-16: a set of actors is damaged.",
		"UPDATE item_action_actors SET actors = x'0001' WHERE day = -1 AND action = 0":                                          "Item example-file, access, all time: a set of actors is damaged.",
		"DELETE FROM activity_actors WHERE seq = 1":                                                                             "Item activities by actor: 3 entries are stored and 4 recomputed.",
		"UPDATE activity_actors SET ticks = ticks + 1 WHERE seq = 2":                                                            "Item activities by actor: 4 entries are stored and recomputed, but they are different.",
		"UPDATE activity_postings SET gaps = x'010101' WHERE item_num > 0":                                                      "Item activities of items by recording: 4 entries are stored and 5 recomputed.",
		"UPDATE activity_postings SET first_seq = 0 WHERE item_num > 0":                                                         "Item activities of items by recording: 5 entries are stored and recomputed, but they are different.",
		"UPDATE activity_postings SET gaps = x'' WHERE item_num = 0":                                                            "Item activities of groups by recording: 1 entries are stored and 5 recomputed.",
		"UPDATE activity_postings SET item_num = 9 WHERE item_num = 0":                                                          "Item activities of groups by recording: 0 entries are stored and 5 recomputed.",
		"UPDATE activity_postings SET gaps = x'00' WHERE item_num = 0":                                                          "Item activities by recording, group 1, item 0, from 1 on: a block of a posting list is damaged.",
		"UPDATE activity_postings SET gaps = x'00ff01' WHERE item_num = 0":                                                      "a block of a posting list is damaged",
		"INSERT INTO activity_postings VALUES (1, 0, 3, x'0101'), (1, 2, 9, x'')":                                               "Item activities by recording, group 1, item 0: the block from 3 on does not follow the one before.",
		"DELETE FROM drive_activity_actions WHERE action = 4":                                                                   "Drive activities by action: 3 entries are stored and 4 recomputed.",
		"UPDATE item_activities SET group_num = 9 WHERE seq = 3":                                                                "Item activity 3 has group 9 and item 2, but its key has group 1 and item 2.",
		"UPDATE identity_sets SET actor_num = NULL":                                                                             "Identity set",
		"DELETE FROM item_activities WHERE seq = 5":                                                                             "Item example-file, access, all time: actionCount is stored as 5 and recomputed as 4.",
		"UPDATE drive_activities SET ticks = 0 WHERE num = 2":                                                                   "Item example-file, edit, 0001-01-01: actionCount is stored as 0 and recomputed as 1.",
		"UPDATE activity_keys SET item_num = 1 WHERE num = 1":                                                                   "Item activity 1 has group 1 and item 2, but its key has group 1 and item 1.",
		"UPDATE activity_postings SET gaps = x'01' WHERE item_num = 0; INSERT INTO activity_postings VALUES (1, 0, 3, x'0101')": "Item activities by recording, group 1, item 0: the block from 3 on does not follow the one before.",
		"INSERT INTO item_action_actors VALUES (999, 3, 5, 0, x'000200000000000000')":                                           "Item number 999, which does not exist, delete, 0001-01-06: 1 actors are stored and 0 recomputed.",
		"UPDATE item_activities SET item_num = 999 WHERE seq = 5":                                                               "Item activities of items by time: 5 entries are stored and recomputed, but they are different.",
		"PRAGMA foreign_keys = OFF; UPDATE drive_activities SET item_num = 999 WHERE num = 2":                                   "Item number 999, which does not exist, edit, all time: actionCount is stored as 0 and recomputed as 1.",
		"PRAGMA foreign_keys = OFF; DELETE FROM actors WHERE value = 'ann'":                                                     "has an identity that is not among the actors.",
		"PRAGMA foreign_keys = OFF; UPDATE drives SET group_num = 999":                                                          "Table drives: 1 rows refer to rows of groups that do not exist.",
		"UPDATE item_timelines SET ticks = ticks + 1 WHERE seq = 2":                                                             "Item activities of items by time: 5 entries are stored and recomputed, but they are different.",
		"DELETE FROM item_timelines WHERE seq = 2":                                                                              "Item activities of items by time: 4 entries are stored and 5 recomputed.",
		"UPDATE group_timelines SET group_num = 9 WHERE seq = 2":                                                                "Item activities of groups by time: 5 entries are stored and recomputed, but they are different.",
		"DELETE FROM group_timelines WHERE seq = 5":                                                                             "Item activities of groups by time: 4 entries are stored and 5 recomputed.",
		"INSERT INTO group_timelines VALUES (1, 5, 6)":                                                                          "Item activities of groups by time: item activity 6 is stored, but the table projections says that it is not.",
		"UPDATE identity_set_actors SET actor_num = 99 WHERE actor_num = (SELECT num FROM actors WHERE value = 'bob')":          "The identities that are stored for identity set",
		"DELETE FROM identity_set_actors WHERE actor_num = (SELECT num FROM actors WHERE value = 'ann')":                        "The identities that are stored for identity set",
		"UPDATE projections SET applied_seq = 4, batch_seq = 4 WHERE name = 'item_timelines'":                                   "Item activities of items by time: item activity 5 is stored, but the table projections says that it is not.",
		"UPDATE projections SET applied_seq = 4, batch_seq = 4 WHERE name = 'group_timelines'":                                  "Item activities of groups by time: item activity 5 is stored, but the table projections says that it is not.",
		"UPDATE projections SET applied_seq = 3, batch_seq = 3 WHERE name = 'activity_actors'":                                  "Item activities by actor: item activity 4 is stored, but the table projections says that it is not.",
		"UPDATE projections SET applied_seq = 4, batch_seq = 4 WHERE name = 'activity_postings'":                                "Item activities of items by recording: item activity 5 is stored, but the table projections says that it is not.",
		"UPDATE projections SET applied_seq = 4, batch_seq = 4 WHERE name = 'drive_action_counts'":                              "The drive of group example-group, access, all time: actionCount is stored as ",
		"UPDATE projections SET applied_seq = 4, batch_seq = 4 WHERE name = 'item_action_counts'":                               "Item example-file, access, all time: actionCount is stored as 5 and recomputed as 4.",
		"UPDATE projections SET applied_seq = 6, batch_seq = 6 WHERE name = 'group_timelines'":                                  "The table projections says that group_timelines contains the item activities up to 6, and a part of those up to 6, but the log ends with 5.",
		"UPDATE projections SET applied_seq = 3 WHERE name = 'item_timelines'":                                                  "Item activities of items by time: ",
		"UPDATE active_items SET count = count + 1 WHERE period = -1 AND action = 0":                                            "The drive of group example-group, Item example-file, access, all time: actionCount is stored as 6 and recomputed as 5.",
		"DELETE FROM active_items WHERE period = 700000":                                                                        "The drive of group example-group, Item example-file, access, 1917-07-16: actionCount is stored as 0 and recomputed as 2.",
		"UPDATE active_items SET item_num = 999 WHERE action = 4":                                                               "The drive of group example-group, Item number 999, which does not exist, move, ",
		"UPDATE active_items SET period = period + 7 WHERE action = 2 AND period >= 8388608":                                    "The drive of group example-group, Item example-file, edit, from ",
		"UPDATE active_actors SET count = 7 WHERE period = -1 AND action = 0":                                                   "access, all time: actionCount is stored as 7 and recomputed as ",
		"UPDATE active_actors SET last_num = 1 WHERE period = -1 AND action = 0":                                                "access, all time: the last activity is stored as 1 and recomputed as ",
		"UPDATE active_actors SET last_num = 99 WHERE period > 4194304 AND action = 4":                                          "the last activity is stored as 99 and recomputed as ",
		"DELETE FROM active_actors WHERE period BETWEEN 4194304 AND 8388607":                                                    "actionCount is stored as 0 and recomputed as ",
		"UPDATE projections SET applied_seq = 3, batch_seq = 3 WHERE name = 'active_items'":                                     "The drive of group example-group, Item example-file, access, all time: actionCount is stored as 5 and recomputed as 3.",
		"UPDATE projections SET applied_seq = 0, batch_seq = 0 WHERE name = 'active_actors'":                                    "and recomputed as 0.",
		"INSERT INTO drive_activity_actions VALUES (2, 3, 0, 2)":                                                                "Drive activities by action: 5 entries are stored and 4 recomputed.",
	} {
		t.Run(statement, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "itemactivity.db")
			s := openWithFacts(t, path)
			if statement != "" {
				if err := s.database.Writes().Exec(statement).Error; err != nil {
					t.Fatal(err)
				}
			}
			for _, found := range []*verify.Result{verified(t, path), verifiedOnOneConnection(t, path)} {
				differences := strings.Join(found.Differences, "\n")
				if (found.Different == 0) != (statement == "") || !strings.Contains(differences, want) {
					t.Errorf("%d differences:\n%s\nwant\n%s", found.Different, differences, want)
				}
				if statement == "" && (found.Items != 2 || found.Activities != 5 || found.DriveActivities != 4) {
					t.Errorf("the result is %+v", found)
				}
			}
		})
	}
}
