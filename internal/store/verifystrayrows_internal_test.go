package store

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/projection"
)

// strayRows are rows that belong to nothing, by table, and the difference that verify reports. The
// log has 6 item activities, and group 1 has the items 1 and 2.
var strayRows = map[string]map[string]string{
	"secrets":             {"('other', x'00')": "Table secrets: 1 rows have an unknown name."},
	"ids":                 {"('stray', 2, 99, x'')": "Table ids: 1 ids of groups have no object.", "('stray', 1, 1, x'')": "Table ids: 1 rows have an unknown kind.", "('stray', 4, 1, x'')": "Table ids: 1 ids of drive_items have no object."},
	"groups":              {"(99, 'stray', 'Stray', 0, NULL)": "Table groups: 1 rows cannot be found by their id."},
	"group_members":       {"(99, 99, 1, 'ann', 0, 0)": "Table group_members: 1 rows refer to rows of groups that do not exist."},
	"group_names":         {"(99, 'ann')": "Table group_names: 1 rows belong to no group.", "(0, 'ann')": "Table group_names: 1 rows belong to no group."},
	"drives":              {"(99, 'stray', 99)": "Table drives: 1 rows refer to rows of groups that do not exist."},
	"drive_items":         {"(99, 'stray', 1, 1, 'Stray', NULL, '{}', 0, 1, 0, 1, NULL)": "Table drive_items: 1 rows cannot be found by their id."},
	"actors":              {"(99, 0, 0, 'stray')": "Actor 99 belongs to no identity set.", "(-1, 0, 0, 'stray')": "Actor -1 belongs to no identity set."},
	"identity_sets":       {"(99, x'00', '{}', NULL)": "The digest of identity set 99 does not match its content and its actor."},
	"drive_activities":    {"(99, 'stray', 1, 2, '{\"edit\":{}}', 0, 0, 1, 0, 1)": "Table drive_activities: 1 rows cannot be found by their id."},
	"item_activity_stats": {"(99, 'stray', 1, 2, 0, 0, 0, 0)": "Table item_activity_stats: 1 rows cannot be found by their id."},
	"activity_keys":       {"(99, 1, NULL, 2, 0, 99)": "Table activity_keys: 1 rows belong to no stat.", "(99, 99, NULL, 2, 1, 0)": "Table activity_keys: 1 rows have another group than their item."},
	"item_activities": {
		"(7, 'stray', 99, 1, 2, 638000000000000000, 0, 1, 0, 1)":  "Item activity 7 has group 1 and item 2, but its key has group 0 and item 0.",
		"(7, 'stray', 1, 1, 2, 638000000000000000, 0, 99, 0, 1)":  "Item activity 7 refers to identity set 99, which does not exist.",
		"(7, 'stray', 1, 1, 2, 638000000000000000, 0, 1, 0, 99)":  "Item activity 7 refers to identity set 99, which does not exist.",
		"(0, 'stray', 1, 1, 2, 638000000000000000, 0, 1, 0, 1)":   "Item activity 0 is before the first one.",
		"(-5, 'stray', 1, 1, 2, 638000000000000000, 0, 1, 0, 1)":  "Item activity -5 is before the first one.",
		"(99, 'stray', 1, 1, 2, 638000000000000000, 0, 1, 0, 1) ": "Item activity 99 follows item activity 6: the numbers between them are missing.",
	},
	"activity_actors": {
		"(99, 1, 1, 1)": "Item activities by actor: ", "(1, 1, 1, 99)": "Item activities by actor: item activity 99 is stored",
		"(-1, 1, 1, 1)": "Item activities by actor: ", "(0, 0, 0, 0)": "Item activities by actor: ",
	},
	"activity_postings": {
		"(99, 0, 1, x'')": "Item activities of groups by recording: ", "(1, 99, 1, x'')": "Item activities of items by recording: ",
		"(1, 2, 99, x'')": "Item activities of items by recording: item activity 99 is stored", "(-1, 0, 1, x'')": "Item activities of groups by recording: ",
		"(1, -2, 1, x'')": "Item activities of items by recording: ", "(0, 0, 0, x'')": "Item activities of groups by recording: ",
		"(1, 99, 99, x'')": "Item activities of items by recording: item activity 99 is stored",
	},
	"item_timelines": {
		"(99, 1, 1)": "Item activities of items by time: ", "(2, 1, 99)": "Item activities of items by time: item activity 99 is stored",
		"(-2, 1, 1)": "Item activities of items by time: ", "(0, 0, 0)": "Item activities of items by time: ",
	},
	"group_timelines": {
		"(99, 1, 1)": "Item activities of groups by time: ", "(1, 1, 99)": "Item activities of groups by time: item activity 99 is stored",
		"(-1, 1, 1)": "Item activities of groups by time: ", "(0, 0, 0)": "Item activities of groups by time: ",
	},
	"drive_activity_actions": {
		"(99, 1, 1, 1)": "Drive activities by action: ", "(2, 3, 5, 99)": "Drive activities by action: drive activity 99 does not exist.",
		"(-2, 1, 1, 1)": "Drive activities by action: ", "(2, 9, 5, 1)": "Drive activities by action: ", "(0, 0, 0, 0)": "Drive activities by action: ",
	},
	"item_action_counts": {
		"(99, 5, 3, 1)": "Item number 99, which does not exist, delete", "(2, 5, 3, 0)": "Item example-file, delete, 0001-01-06: a row without activities is stored.",
		"(-2, 5, 3, 1)": "Item number -2, which does not exist, delete", "(0, 5, 3, 1)": "Item number 0, which does not exist, delete", "(2, 5, 99, 1)": "actionCount is stored as 1 and recomputed as 0.",
	},
	"item_action_actors": {
		"(99, 3, 5, 0, x'000200000000000000')": "Item number 99, which does not exist, delete", "(2, 3, 5, 0, x'00')": "Item example-file, delete, 0001-01-06: a set without actors is stored.",
		"(2, 0, -1, 9, x'00')": "Item example-file, access, all time: a set without actors is stored.", "(-2, 3, 5, 0, x'000200000000000000')": "Item number -2, which does not exist, delete",
	},
	"active_items": {
		"(99, 0, -1, 2, 1)": "The drive of group number 99, which does not exist, Item example-file, access, all time: actionCount is stored as 1 and recomputed as 0.",
		"(1, 3, 5, 2, 0)":   "The drive of group example-group, Item example-file, delete, 0001-01-06: a row without activities is stored.",
		"(1, 0, -1, 99, 1)": "The drive of group example-group, Item number 99, which does not exist, access, all time: actionCount is stored as 1 and recomputed as 0.",
		"(1, 99, -1, 2, 1)": "Table active_items: 1 rows have an unknown action.", "(1, -1, -1, 2, 1)": "Table active_items: 1 rows have an unknown action.",
		"(1, 0, 4194305, 2, 1)":   "access, the unknown period 4194305: actionCount is stored as 1 and recomputed as 0.",
		"(1, 0, 12582912, 2, 1)":  "access, the unknown period 12582912: actionCount is stored as 1 and recomputed as 0.",
		"(1, 0, -2, 2, 1)":        "access, the unknown period -2: actionCount is stored as 1 and recomputed as 0.",
		"(-1, 0, 4194304, -2, 1)": "access, from 0001-01-01 before 0001-01-08: actionCount is stored as 1 and recomputed as 0.",
	},
	"active_actors": {
		"(99, 0, -1, 2, 1, 1)":     "The drive of group number 99, which does not exist, actor 2, access, all time: actionCount is stored as 1 and recomputed as 0.",
		"(1, 3, 5, 2, 0, 0)":       "The drive of group example-group, actor 2, delete, 0001-01-06: a row without activities is stored.",
		"(1, 0, -1, 99, 1, 3)":     "The drive of group example-group, actor 99, access, all time: the last activity is stored as 3 and recomputed as 0.",
		"(1, 99, -1, 2, 1, 1)":     "Table active_actors: 1 rows have an unknown action.",
		"(1, 0, 8388609, 2, 1, 1)": "access, the unknown period 8388609: actionCount is stored as 1 and recomputed as 0.",
	},
	"drive_action_counts": {
		"(99, 5, 3, 1)": "The drive of group number 99, which does not exist, delete", "(1, 5, 3, 0)": "The drive of group example-group, delete, 0001-01-06: a row without activities is stored.",
		"(-1, 5, 3, 1)": "The drive of group number -1, which does not exist, delete", "(0, 5, 3, 1)": "The drive of group number 0, which does not exist, delete", "(1, 5, 99, 1)": "actionCount is stored as 1 and recomputed as 0.",
	},
	"drive_action_actors": {
		"(99, 3, 5, 0, x'000200000000000000')": "The drive of group number 99, which does not exist, delete", "(1, 3, 5, 0, x'00')": "The drive of group example-group, delete, 0001-01-06: a set without actors is stored.",
		"(1, 0, -1, 9, x'00')": "The drive of group example-group, access, all time: a set without actors is stored.", "(-1, 3, 5, 0, x'000200000000000000')": "The drive of group number -1, which does not exist, delete",
	},
	"identity_set_actors": {"(99, 1)": "Identities are stored for identity set 99, which does not exist.", "(-1, 1)": "Identities are stored for identity set -1, which does not exist.", "(1, 99)": "The identities that are stored for identity set 1 are not those of its content."},
	"projections":         {"('users', 0, 0, 0, 0, 0, 0, 0)": "The table projections has a row of users, which is not a projection."},
}

// withoutStrayRows are the tables in which a further row is no fault. A row of users is a user, and
// log_epoch has a constraint that permits one row.
var withoutStrayRows = []string{"users", "log_epoch"}

// TestVerifyFindsStrayRows adds a row that belongs to nothing to each table of the schema. It requires
// that verify reports it, and that rebuild removes it if the table is derived.
func TestVerifyFindsStrayRows(t *testing.T) {
	original := closedWithFacts(t)
	if found := verified(t, original); found.Different > 0 || found.Activities != 6 {
		t.Fatalf("verify finds %+v before", found)
	}
	content, err := os.ReadFile(filepath.Clean(original))
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	withDatabase(t, original, func(db *gorm.DB) {
		if err := db.Raw("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'").Scan(&tables).Error; err != nil {
			t.Fatal(err)
		}
	})
	if len(tables) < 24 {
		t.Fatalf("the tables are %q", tables)
	}
	for _, table := range tables {
		if len(strayRows[table]) == 0 && !slices.Contains(withoutStrayRows, table) {
			t.Errorf("no stray row is tried in %s", table)
		}
		for values, want := range strayRows[table] {
			t.Run(table+values, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "itemactivity.db")
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
				withDatabase(t, path, func(db *gorm.DB) {
					if err := db.Exec("INSERT INTO " + table + " VALUES " + values).Error; err != nil {
						t.Fatal(err)
					}
				})
				if found := verified(t, path); !strings.Contains(strings.Join(found.Differences, "\n"), want) {
					t.Errorf("verify finds %q, want %q", found.Differences, want)
				}
				if !slices.Contains(derivedTables, table) && table != "actors" {
					return
				}
				if _, err := rebuilt(t.Context(), path, projection.Limits{}, nil); err != nil {
					t.Fatal(err)
				}
				if found := verified(t, path); found.Different > 0 || found.Activities != 6 {
					t.Errorf("after the rebuild, verify finds %+v", found)
				}
			})
		}
	}
}
