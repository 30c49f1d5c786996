package store

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/projection"
)

// damagedStates are statements that change the table projections to states that no projector writes,
// and the difference that verify reports. The log has 6 item activities.
func damagedStates() map[string]string {
	statements := map[string]string{
		"DELETE FROM projections": "The table projections has no row of item_action_counts.",
		"UPDATE projections SET name = 'users' WHERE name = 'group_timelines'":                                              "The table projections has no row of group_timelines.",
		"INSERT INTO projections (name, applied_seq, batch_seq, key1, key2, key3, key4) VALUES ('users', 6, 6, 0, 0, 0, 0)": "The table projections has a row of users, which is not a projection.",
	}
	for _, p := range projection.All() {
		statements[fmt.Sprintf("DELETE FROM projections WHERE name = '%s'", p)] = fmt.Sprintf("The table projections has no row of %s.", p)
		for set, want := range map[string]string{
			"applied_seq = -1":                            "the item activities up to -1, and a part of those up to 6, but the log ends with 6",
			"applied_seq = -3, batch_seq = -2":            "the item activities up to -3, and a part of those up to -2, but",
			"applied_seq = 7":                             "the item activities up to 7, and a part of those up to 6, but",
			"batch_seq = 7":                               "the item activities up to 6, and a part of those up to 7, but",
			"batch_seq = 5":                               "the item activities up to 6, and a part of those up to 5, but",
			"applied_seq = 9, batch_seq = 9":              "the item activities up to 9, and a part of those up to 9, but",
			"applied_seq = 4, key1 = 1, key2 = 1":         "no item activity from 5 to 6 has the key (1, 1, 0, 0)",
			"applied_seq = 4, key3 = 99":                  "no item activity from 5 to 6 has the key (0, 0, 99, 0)",
			"applied_seq = 4, key1 = -1":                  "no item activity from 5 to 6 has the key (-1, 0, 0, 0)",
			"applied_seq = 4, key1 = -1, key4 = -1":       "no item activity from 5 to 6 has the key (-1, 0, 0, -1)",
			"key2 = 5":                                    "The table projections has the key (0, 5, 0, 0) of a batch for",
			"batch_seq = 9223372036854775807":             "and a part of those up to 9223372036854775807, but",
			"applied_seq = -9223372036854775808, key1= 1": "the item activities up to -9223372036854775808, and",
		} {
			statements[fmt.Sprintf("UPDATE projections SET %s WHERE name = '%s'", set, p)] = want
		}
	}
	return statements
}

// TestDamagedStates requires for each damaged state that verify reports it and continues, that the
// start fails and names rebuild, and that rebuild repairs it.
func TestDamagedStates(t *testing.T) {
	path := closedWithFacts(t)
	before := contents(t, path, derivedTables)
	for statement, want := range damagedStates() {
		withDatabase(t, path, func(db *gorm.DB) {
			if err := db.Exec(statement).Error; err != nil {
				t.Fatal(statement, err)
			}
		})
		found := verified(t, path)
		if !strings.Contains(strings.Join(found.Differences, "\n"), want) || found.Activities != 6 || found.DriveActivities != 4 || found.Items != 2 {
			t.Errorf("%s: verify finds %+v, want %q", statement, found, want)
		}
		s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler)})
		if err == nil {
			t.Errorf("%s: the store opens", statement)
			s.Close()
		} else if !strings.Contains(err.Error(), "run itemactivity rebuild") || strings.Contains(err.Error(), "backup") {
			t.Errorf("%s: the error is %v", statement, err)
		}
		if _, err := rebuilt(t.Context(), path, projection.Limits{}, nil); err != nil {
			t.Fatal(statement, err)
		}
		wantContents(t, path, before)
		if found := verified(t, path); found.Different > 0 || found.Activities != 6 {
			t.Errorf("%s: after the rebuild, verify finds %+v", statement, found)
		}
		if err := reopen(t, path, nil).Close(); err != nil {
			t.Error(err)
		}
	}
}
