package graph_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"testing"

	_ "github.com/mattn/go-sqlite3" // opens the file without the store

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// readsOfDamage are queries for each list, count, filter and relation of the schema.
var readsOfDamage = []string{
	`{ me { id displayName } }`,
	`{ groups { totalCount nodes { id } } }`,
	`{ group(id: "example-group") { id } }`,
	`{ node(id: "example-file") { id } }`,
	`{ node(id: "access") { id } }`,
	`{ node(id: "~item~example-file") { id ... on DriveActivity { driveItem { id } actor { user { id } } } } }`,
	`{ itemActivity(id: "item-access") { driveActivity { id actor { user { id } } } } }`,
	`{ itemActivity(id: "access") { id } }`,
	`{ itemActivityStat(id: "stat") { id } }`,
	`{ group(id: "example-group") { members { totalCount nodes { user { id displayName } } } } }`,
	`{ group(id: "example-group") { owners { totalCount nodes { user { id } } } } }`,
	`{ me { joinedGroups { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { id } }`,
	`{ drive(id: "example-drive") { group { id } } }`,
	`{ drive(id: "example-drive") { items { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { items(deleted: false) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { items(deleted: true) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { items(nameContains: "example") { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { children { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { children(deleted: true, nameContains: "example") { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(observedDateTime: {from: "2000-01-01T00:00:00Z"}) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(action: COMMENT) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(action: CREATE) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(action: DELETE) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(action: EDIT) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(action: MENTION) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(action: MOVE) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(action: RENAME) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(action: RESTORE) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(action: SHARE) { totalCount nodes { id } } } }`,
	`{ drive(id: "example-drive") { activities(action: VERSION) { totalCount nodes { id } } } }`,
	`{ driveItem(id: "example-folder") { children { totalCount nodes { id createdBy { user { id } } } } } }`,
	`{ driveItem(id: "example-folder") { children(deleted: false) { totalCount nodes { id } } } }`,
	`{ driveItem(id: "example-folder") { children(deleted: true) { totalCount nodes { id } } } }`,
	`{ driveItem(id: "example-folder") { children(nameContains: "example") { totalCount nodes { id } } } }`,
	`{ driveItem(id: "example-file") { drive { id } parent { id } } }`,
	`{ driveItem(id: "example-file") { activities { totalCount nodes { id driveItem { id } actor { user { id } } } } } }`,
	`{ drive(id: "example-drive") { items { nodes { children { nodes { activities { nodes { id } } } } } } } }`,
	`{ driveItem(id: "example-file") { analytics { itemActivityStats { totalCount nodes { id } } } } }`,
	`{ driveItem(id: "example-file") { analytics { allTime { access { actionCount } } } } }`,
	`{ driveItem(id: "example-file") { analytics { allTime { access { actorCount } } } } }`,
	`{ driveItem(id: "example-file") { analytics { lastSevenDays { create { actionCount actorCount } } } } }`,
	`{ driveItem(id: "example-file") { analytics { allTime { activities { totalCount nodes { id } } } } } }`,
	`{ driveItem(id: "example-file") { analytics { lastSevenDays { activities { totalCount nodes { id } } } } } }`,
	`{ driveItem(id: "example-file") { analytics { allTime { driveActivities(action: CREATE) { totalCount nodes { id } } } } } }`,
	`{ drive(id: "example-drive") { analytics { allTime { access { actionCount } } } } }`,
	`{ drive(id: "example-drive") { analytics { allTime { access { actorCount } } } } }`,
	`{ drive(id: "example-drive") { analytics { lastSevenDays { create { actionCount actorCount } } } } }`,
	`{ drive(id: "example-drive") { analytics { allTime { mostActiveItems { driveItem { id } actionCount } } } } }`,
	`{ drive(id: "example-drive") { analytics { allTime { mostActiveItems(action: CREATE) { actionCount } } } } }`,
	`{ drive(id: "example-drive") { analytics { lastSevenDays { mostActiveItems { driveItem { id } actorCount } } } } }`,
	`{ drive(id: "example-drive") { analytics { allTime { mostActiveActors { actor { user { id } } } } } } }`,
	`{ drive(id: "example-drive") { analytics { lastSevenDays { mostActiveActors { actionCount } } } } }`,
	`{ itemActivity(id: "access") { group { id } driveActivity { id } stat { id } driveItem { id } actor { user { id } } } }`,
	`{ itemActivities(filter: {driveItemId: "example-file"}) { totalCount nodes { id } } }`,
	`{ itemActivities(filter: {statId: "stat"}) { totalCount nodes { id } } }`,
	`{ itemActivities(filter: {groupId: "example-group"}) { totalCount nodes { id } } }`,
	`{ itemActivities(filter: {groupId: "example-group", recordedDateTime: {from: "2000-01-01T00:00:00Z"}}) { totalCount nodes { id } } }`,
	`{ itemActivities(filter: {driveItemId: "example-file", recordedDateTime: {from: "2000-01-01T00:00:00Z"}}) { totalCount nodes { id } } }`,
	`{ itemActivities(filter: {actor: {user: {id: "local-user"}}}) { totalCount nodes { id } } }`,
}

// damagedFixture has rows in each table.
const damagedFixture = `mutation {
	createItemActivityStat(driveItemId: "example-file", input: {id: "stat", startDateTime: "2024-05-06T00:00:00Z", endDateTime: "2024-05-07T00:00:00Z"}) { id }
	createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "stat", input: {id: "access", access: {}}) { id }
	recordAccess(driveItemId: "example-file", input: {id: "item-access", access: {}}) { id }
}`

// unread are the tables and indexes that no query of readsOfDamage reads: the server reads
// them at its start, for a mutation, or while a projection lacks activities.
var unread = map[string]bool{
	"actors": true, "goose_db_version": true, "log_epoch": true, "secrets": true, "sqlite_sequence": true,
	"identity_set_actors": true, "projections": true,
	"activity_keys_item": true, "sqlite_autoindex_activity_keys_1": true, "sqlite_autoindex_identity_sets_1": true,
}

// TestReadsOfDamagedPages damages each table and index, and sends each query as a caller with
// and without access to every group. A response must have its data, or the code UNAVAILABLE. From
// the first UNAVAILABLE on, the server must not be ready. For each table there must be a
// query that reads it.
func TestReadsOfDamagedPages(t *testing.T) {
	t.Parallel()
	member := &auth.Principal{UserID: auth.LocalUserID, Scopes: auth.FilesRead}
	whole := gqlhttptest.NewExampleServer(t)
	whole.Execute(t, damagedFixture, nil, new(any))
	for _, caller := range []*auth.Principal{auth.Local(), member} {
		for _, query := range readsOfDamage {
			whole.ExecuteAs(t, caller, query, nil, new(any))
		}
	}
	if err := whole.Store.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(whole.Path)
	if err != nil {
		t.Fatal(err)
	}
	trees := treesOf(t, whole.Path)
	if len(trees) < 20 {
		t.Fatalf("the database has %d tables and indexes", len(trees))
	}
	for _, tree := range trees {
		t.Run(tree.name, func(t *testing.T) {
			s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Database: content})
			overwritePage(t, s.Path, tree.page)
			found := 0
			for _, caller := range []*auth.Principal{auth.Local(), member} {
				for _, query := range readsOfDamage {
					codes := codesOf(t, s, caller, query)
					for _, code := range codes {
						if code != string(models.Unavailable) {
							t.Errorf("%s has the code %s", query, code)
						}
					}
					found += len(codes)
					if len(codes) > 0 && s.Store.Health(t.Context()) == (store.Health{}) {
						t.Errorf("%s: the server is ready", query)
					}
				}
			}
			if (found == 0) != unread[tree.name] {
				t.Errorf("%d queries read it", found)
			}
		})
	}
}

// overwritePage overwrites a page of a database that is open.
func overwritePage(t *testing.T, path string, page int) {
	t.Helper()
	const pageSize = 4096
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	// Closing the file drops SQLite's locks.
	t.Cleanup(func() { _ = f.Close() })
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, pageSize), int64(page-1)*pageSize); err != nil {
		t.Fatal(err)
	}
}

// tree is a table or an index, with the number of its root page.
type tree struct {
	name string
	page int
}

func treesOf(t *testing.T, path string) (trees []tree) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), "SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0 ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var found tree
		if err := rows.Scan(&found.name, &found.page); err != nil {
			t.Fatal(err)
		}
		trees = append(trees, found)
	}
	if err := errors.Join(rows.Err(), db.Close()); err != nil {
		t.Fatal(err)
	}
	return trees
}

// codesOf returns the codes of the errors in the response to a query.
func codesOf(t *testing.T, s *gqlhttptest.Server, caller *auth.Principal, query string) (codes []string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	recorder, _ := s.Do(gqlhttptest.NewPost(t, bytes.NewReader(body)), caller)
	var response struct {
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &response); err != nil {
		t.Fatal(err)
	}
	for _, e := range response.Errors {
		codes = append(codes, e.Extensions.Code)
	}
	return codes
}
