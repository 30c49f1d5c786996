package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the file is changed from outside
	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// toVersion6 makes of a database one as version 6 has left it.
const toVersion6 = `
DROP TABLE group_names;
DROP INDEX groups_claim;
ALTER TABLE groups DROP COLUMN claim;
DROP INDEX users_id;
INSERT INTO ids SELECT id, 1, num, x'' FROM users;
DELETE FROM goose_db_version WHERE version_id > 6;`

// toVersion4 makes of that one as version 4 has left it.
const toVersion4 = `
DROP TABLE activity_postings;
CREATE TABLE old_item_activities (
    seq INTEGER PRIMARY KEY, id ANY NOT NULL UNIQUE, key_num INTEGER NOT NULL, group_num INTEGER NOT NULL,
    item_num INTEGER NOT NULL, ticks INTEGER NOT NULL, form INTEGER NOT NULL, actor_num INTEGER NOT NULL,
    recorded_date_time INTEGER NOT NULL, recorded_by_num INTEGER NOT NULL, defaulted INTEGER NOT NULL
) STRICT;
INSERT INTO old_item_activities SELECT seq, id, key_num, group_num, item_num, ticks, sent >> 2, actor_num,
    ticks + recorded_after, recorded_by_num, sent & 3 FROM item_activities;
DROP TABLE item_activities;
ALTER TABLE old_item_activities RENAME TO item_activities;
CREATE INDEX item_activities_item ON item_activities (item_num, ticks);
CREATE INDEX item_activities_item_seq ON item_activities (item_num);
CREATE INDEX item_activities_group ON item_activities (group_num, ticks);
CREATE INDEX item_activities_group_seq ON item_activities (group_num);
DELETE FROM goose_db_version WHERE version_id > 4;`

// toVersion1 makes of that one as version 1 has left it.
const toVersion1 = `
DROP INDEX group_members_owners;
ALTER TABLE group_members DROP COLUMN owner;
DROP TABLE activity_actors;
DROP TABLE drive_activity_actions;
DROP TABLE item_action_counts;
DROP TABLE item_action_actors;
DELETE FROM actors WHERE num NOT IN (SELECT actor_num FROM identity_sets WHERE actor_num IS NOT NULL);
DROP INDEX item_activities_item;
DROP INDEX item_activities_item_seq;
DROP INDEX item_activities_group;
DROP INDEX item_activities_group_seq;
ALTER TABLE item_activities DROP COLUMN group_num;
CREATE INDEX item_activities_item ON item_activities (item_num, ticks, seq);
DELETE FROM goose_db_version WHERE version_id > 1;`

// TestUpgrade: what earlier versions have recorded is counted and listed like what
// this one records, before and after.
func TestUpgrade(t *testing.T) {
	for version, downgrade := range map[string]string{
		"version 1": toVersion6 + toVersion4 + toVersion1, "version 4": toVersion6 + toVersion4, "version 6": toVersion6,
	} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			upgradeFrom(t, downgrade)
		})
	}
}

func upgradeFrom(t *testing.T, downgrade string) {
	t.Helper()
	facts := make([]fact, 700)
	for i := range facts {
		facts[i] = rapid.Custom(drawFact).Example(i)
	}
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := openPath(t, path, now)
	items := []models.ID{newItem(t, s, "one"), newItem(t, s, "two")}
	split := [][]fact{facts[:600:600], facts[600:]}
	for i, item := range items {
		recordAll(t, s, item, split[i], 2)
	}
	// What the client left out is remembered, too: only then is this a repetition.
	plain := func() {
		t.Helper()
		_, err := s.CreateItemActivity(asLocal(t), models.ActivityKey{GroupID: "team", ActivityID: "one-key", StatID: "~allTime~one"},
			models.ItemActivity{ID: "plain", Access: models.NewAccessAction()})
		if err != nil {
			t.Error(err)
		}
	}
	plain()
	split[0] = append(split[0], fact{id: "plain", at: models.NewInstant(now).DateTimeOffset(), actor: auth.Local().IdentitySet()})
	scopes := []models.ItemActivityFilter{{GroupID: new(models.ID("team"))}, {DriveItemID: &items[0]}, {DriveItemID: &items[1]}}
	before := make([][]string, len(scopes))
	for i, scope := range scopes {
		before[i] = byRecording(t, s, scope)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	change(t, path, downgrade)
	if _, err := store.Verify(t.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, nil); err == nil {
		t.Error("an earlier version was verified, which has nothing to verify")
	}
	s = openPath(t, path, now)
	plain()
	late := fact{id: "late", at: models.NewInstant(now).DateTimeOffset(), actor: facts[0].actor}
	if err := late.record(asLocal(t), s, "two"); err != nil {
		t.Fatal(err)
	}
	split[1] = append(split[1], late)
	for i, scope := range scopes {
		after := byRecording(t, s, scope)
		if i != 1 {
			n := len(after) - 1
			if !strings.HasPrefix(after[n], "late ") {
				t.Errorf("what was recorded last is %s", after[n])
			}
			after = after[:n]
		}
		if !slices.Equal(after, before[i]) {
			t.Errorf("%d accesses are listed, and were %d:\n%q\n%q", len(after), len(before[i]), after, before[i])
		}
	}
	if err := s.View(asLocal(t), func(ctx context.Context) error {
		for i, item := range items {
			compareWindows(ctx, t, s, standardWindows(item, split[i]), split[i])
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	found, err := store.Verify(t.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, nil)
	if err != nil || found.Different > 0 {
		t.Errorf("%v: %d differences: %s", err, found.Different, fmt.Sprint(found.Differences))
	}
}

// byRecording reads the accesses of a scope in the order of their recording, with
// their times.
func byRecording(t *testing.T, s *store.Store, scope models.ItemActivityFilter) (all []string) {
	t.Helper()
	args, order := models.PageArgs{First: new(models.MaxPageSize)}, models.EarliestRecordedFirst
	if err := s.View(asLocal(t), func(ctx context.Context) error {
		for {
			c, err := s.FilteredActivities(ctx, scope, &order, args)
			if err != nil {
				return err
			}
			for _, edge := range c.Edges {
				all = append(all, fmt.Sprint(edge.Node.ID, " ", edge.Node.ActivityDateTime, " ", edge.Node.RecordedDateTime.DateTimeOffset()))
			}
			if !c.PageInfo.HasNextPage {
				return nil
			}
			args.After = c.PageInfo.EndCursor
		}
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// change changes a database from outside.
func change(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}
