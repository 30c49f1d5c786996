package store_test

import (
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the file is changed from outside
	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// toVersion1 makes of a database one as version 1 has left it.
const toVersion1 = `
DROP INDEX group_members_owners;
ALTER TABLE group_members DROP COLUMN owner;
DROP TABLE activity_actors;
DROP TABLE drive_activity_actions;
DROP TABLE item_action_counts;
DROP TABLE item_action_actors;
DELETE FROM actors WHERE num NOT IN (SELECT actor_num FROM identity_sets WHERE actor_num IS NOT NULL);
CREATE TABLE old_item_activities (
    seq INTEGER PRIMARY KEY, id ANY NOT NULL UNIQUE, key_num INTEGER NOT NULL, item_num INTEGER NOT NULL,
    ticks INTEGER NOT NULL, form INTEGER NOT NULL, actor_num INTEGER NOT NULL,
    recorded_date_time INTEGER NOT NULL, recorded_by_num INTEGER NOT NULL, defaulted INTEGER NOT NULL
) STRICT;
INSERT INTO old_item_activities SELECT seq, id, key_num, item_num, ticks, form, actor_num,
    recorded_date_time, recorded_by_num, defaulted FROM item_activities;
DROP TABLE item_activities;
ALTER TABLE old_item_activities RENAME TO item_activities;
CREATE INDEX item_activities_item ON item_activities (item_num, ticks, seq);
DELETE FROM goose_db_version WHERE version_id > 1;`

// TestUpgradeFromVersion1: what a program without rollups has recorded is counted
// like what this one records, before and after.
func TestUpgradeFromVersion1(t *testing.T) {
	facts := make([]fact, 150)
	for i := range facts {
		facts[i] = rapid.Custom(drawFact).Example(i)
	}
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openPath(t, path, now)
	items := []models.ID{newItem(t, s, "one"), newItem(t, s, "two")}
	split := [][]fact{facts[:100], facts[100:]}
	for i, item := range items {
		recordAll(t, s, item, split[i], 2)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	downgrade(t, path)
	if _, err := store.Verify(t.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, nil); err == nil {
		t.Error("version 1 was verified, which has nothing to verify")
	}
	s = openPath(t, path, now)
	late := rapid.Custom(drawFact).Example(1000)
	late.id = "late"
	if err := late.record(asLocal(t), s, "two"); err != nil {
		t.Fatal(err)
	}
	split[1] = append(split[1], late)
	ctx, end := s.Snapshot(asLocal(t))
	defer end()
	for i, item := range items {
		compareWindows(ctx, t, s, standardWindows(item, split[i]), split[i])
	}
	found, err := store.Verify(t.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, nil)
	if err != nil || found.Different > 0 {
		t.Errorf("%v: %d differences: %s", err, found.Different, fmt.Sprint(found.Differences))
	}
}

func downgrade(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(toVersion1); err != nil {
		t.Fatal(err)
	}
}
