package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// creations has the mutations that create something with an idempotency key. An entry whose
// name is only that of the mutation sends no ids. The others send some ids, or all.
var creations = map[string]string{
	"createGroup":            `createGroup(input: {displayName: "x"}) { id }`,
	"createDriveItem":        `createDriveItem(driveId: "d", input: {name: "x", file: {}}) { id }`,
	"createDriveActivity":    `createDriveActivity(driveItemId: "i", input: {action: {edit: {}}}) { id }`,
	"createItemActivityStat": `createItemActivityStat(driveItemId: "i", input: {startDateTime: "2024-05-01T00:00:00Z", endDateTime: "2024-05-02T00:00:00Z"}) { id }`,
	"createItemActivity":     `createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}}) { id }`,
	"createItemActivities":   `createItemActivities(inputs: [{groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}}}]) { activity { id } error { code } }`,
	// The key determines only the id of the drive.
	"createGroup, of a drive": `createGroup(input: {id: "%s", displayName: "x"}) { id }`,
	// Only the last row has no id, and the first row is rejected.
	"createItemActivities, in the last row": `createItemActivities(atomic: false, inputs: [
		{groupId: "g", activityId: "no", statId: "~allTime~i", input: {access: {}}}
		{groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, id: "%s"}}
		{groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}}}
	]) { activity { id } error { code } }`,
	// The key determines no id.
	"createGroup, with its ids":           `createGroup(input: {id: "%s", driveId: "%s-drive", displayName: "x"}) { id }`,
	"createDriveItem, with its id":        `createDriveItem(driveId: "d", input: {id: "%s", name: "x", file: {}}) { id }`,
	"createDriveActivity, with its id":    `createDriveActivity(driveItemId: "i", input: {id: "%s", action: {edit: {}}}) { id }`,
	"createItemActivityStat, with its id": `createItemActivityStat(driveItemId: "i", input: {id: "%s", startDateTime: "2024-05-01T00:00:00Z", endDateTime: "2024-05-02T00:00:00Z"}) { id }`,
	"createItemActivity, with its id":     `createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, id: "%s"}) { id }`,
	"createItemActivities, with their ids": `createItemActivities(inputs: [
		{groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, id: "%s"}}
		{groupId: "g", activityId: "k", statId: "~allTime~i", input: {access: {}, id: "%s-2"}}
	]) { activity { id } error { code } }`,
}

// executeWithKey executes a mutation with an idempotency key. The response name of its
// field is "field".
func executeWithKey(t *testing.T, s *gqlhttptest.Server, caller *auth.Principal, key, field string) (body string) {
	t.Helper()
	sent, err := json.Marshal(map[string]string{"query": "mutation { field: " + field + " }"})
	if err != nil {
		t.Fatal(err)
	}
	r := gqlhttptest.NewPost(t, strings.NewReader(string(sent)))
	r.Header.Set("Idempotency-Key", key)
	recorder, _ := s.Do(r, caller)
	return recorder.Body.String()
}

// storedState returns the numbers of stored objects.
func storedState(t *testing.T, s *gqlhttptest.Server) string {
	t.Helper()
	return s.Text(t, `{"query":"{ groups { totalCount nodes { id } } driveItem(id: \"i\") { activities { totalCount } drive { items { totalCount } } analytics { itemActivityStats { totalCount } allTime { activities { totalCount } } } } }"}`)
}

// TestKeyIsOfOneMutation sends each mutation of creations with the key and the response
// name of each other one. It must be a CONFLICT and create nothing, and a retry of the
// first mutation must still return the same result.
func TestKeyIsOfOneMutation(t *testing.T) {
	t.Parallel()
	for _, field := range printedSchema(t).Types["Mutation"].Fields {
		if strings.HasPrefix(field.Name, "create") && creations[field.Name] == "" {
			t.Errorf("%s is not tried", field.Name)
		}
	}
	s := gqlhttptest.NewItemServer(t)
	tries := 0
	for first, before := range creations {
		for second, then := range creations {
			if strings.Split(first, ",")[0] == strings.Split(second, ",")[0] {
				continue
			}
			tries++
			key := fmt.Sprint("key", tries)
			before, then := strings.ReplaceAll(before, "%s", "own-"+key), strings.ReplaceAll(then, "%s", "other-"+key)
			created := executeWithKey(t, s, auth.Local(), key, before)
			if strings.Contains(created, `"errors"`) {
				t.Fatalf("%s returns %s", before, created)
			}
			stored := storedState(t, s)
			refused := executeWithKey(t, s, auth.Local(), key, then)
			if !strings.Contains(refused, `"code":"CONFLICT"`) || !strings.Contains(refused, `"argument":"Idempotency-Key"`) || strings.Contains(refused, `"data":{`) {
				t.Errorf("%s after %s returns %s", second, first, refused)
			}
			if now := storedState(t, s); now != stored {
				t.Errorf("%s after %s created something:\n%s\n%s", second, first, stored, now)
			}
			again := executeWithKey(t, s, auth.Local(), key, before)
			if data, _, _ := strings.Cut(created, `}}`); !strings.HasPrefix(again, data) || !strings.Contains(again, `"replayed"`) {
				t.Errorf("%s returns\n%s\nand repeated after %s\n%s", first, created, second, again)
			}
			// With another key, or by another caller, it creates something.
			stranger := &auth.Principal{ApplicationID: "stranger", Scopes: auth.FilesReadWriteAll | auth.GroupReadWriteAll}
			for _, fresh := range []string{
				executeWithKey(t, s, auth.Local(), key+"'", strings.ReplaceAll(then, "other-", "fourth-")), executeWithKey(t, s, stranger, key, strings.ReplaceAll(then, "other-", "third-")),
			} {
				if strings.Contains(fresh, `"errors"`) || strings.Contains(fresh, "replayed") {
					t.Errorf("%s after %s, with another key or caller, returns %s", second, first, fresh)
				}
			}
		}
	}
}

// TestKeyIsOfOneCaller sends one key and one mutation as several callers, which are similar
// to each other in pairs. Each caller creates an object of its own, and receives it again
// in a retry.
func TestKeyIsOfOneCaller(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	const scopes = auth.FilesRead | auth.FilesReadWrite | auth.FilesReadWriteAll | auth.GroupReadWriteAll
	for _, id := range []string{"a", "ab", "other"} {
		s.Execute(t, fmt.Sprintf(`mutation { addGroupMember(groupId: "g", userId: %q) { id } }`, id), nil, new(any))
	}
	created := map[string]*auth.Principal{}
	for _, caller := range []*auth.Principal{
		{UserID: "a", Scopes: scopes},
		{UserID: "other", Scopes: scopes},
		{ApplicationID: "a", Scopes: scopes},
		{UserID: "a", ApplicationID: "a", Scopes: scopes},
		{UserID: "a", ApplicationID: "bc", Scopes: scopes},
		{UserID: "ab", ApplicationID: "c", Scopes: scopes},
		{UserID: "other", ApplicationID: "bc", Scopes: scopes},
	} {
		first := executeWithKey(t, s, caller, "key", creations["createItemActivityStat"])
		again := executeWithKey(t, s, caller, "key", creations["createItemActivityStat"])
		if strings.Contains(first, "replayed") || strings.Contains(first, `"errors"`) || created[first] != nil {
			t.Errorf("%s returns %s; created before by %+v", describeCaller(caller), first, created[first])
		}
		if data, _, _ := strings.Cut(first, "}}"); !strings.HasPrefix(again, data) || !strings.Contains(again, "replayed") {
			t.Errorf("%s returns\n%s\nand then\n%s", describeCaller(caller), first, again)
		}
		created[first] = caller
	}
}

// TestKeysFollowTheRuleOfIDs sends idempotency keys that follow the character rule for new
// ids, and others that break it.
func TestKeysFollowTheRuleOfIDs(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	for key, want := range map[string]bool{
		"a b": true, "\u0378": true, "\ue000": true, "👩\u200d👧": true, "\ufffd": true, "é": true,
		"\u200d": false, "a\u00a0b": false, "a\u200bb": false, "a\ufffeb": false, "a\x7f": false, "\u0085": false, "a\xff": false, " a": false,
	} {
		first := executeWithKey(t, s, auth.Local(), key, creations["createItemActivityStat"])
		again := executeWithKey(t, s, auth.Local(), key, creations["createItemActivityStat"])
		if strings.Contains(again, "replayed") != want || strings.Contains(first, `"argument":"Idempotency-Key"`) == want {
			t.Errorf("the key %+q returns\n%s\nand then\n%s", key, first, again)
		}
	}
}
