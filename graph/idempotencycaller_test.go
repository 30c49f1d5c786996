package graph_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestIDIsEveryCallersAndKeyItsOwn sends equal creations as two callers. With an id that
// the client chose, the second caller receives the object of the first, which names the
// first as its creator. With an idempotency key, each caller creates an object of its own.
func TestIDIsEveryCallersAndKeyItsOwn(t *testing.T) {
	const scopes = auth.FilesRead | auth.FilesReadWrite | auth.FilesReadWriteAll | auth.GroupReadWriteAll
	one, other := &auth.Principal{ApplicationID: "one", Scopes: scopes}, &auth.Principal{ApplicationID: "other", Scopes: scopes}
	for name, c := range map[string]struct{ by, creation string }{
		"createDriveItem":     {"createdBy", `createDriveItem(driveId: "d", input: {ID name: "x", file: {}}) { id createdBy { application { id } } }`},
		"createDriveActivity": {"recordedBy", `createDriveActivity(driveItemId: "i", input: {ID action: {edit: {}}, actor: {user: {id: "jane"}}}) { id recordedBy { application { id } } }`},
		"createItemActivity":  {"recordedBy", `createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {ID access: {}, activityDateTime: "2024-05-01T00:00:00Z", actor: {user: {id: "jane"}}}) { id recordedBy { application { id } } }`},
	} {
		t.Run(name, func(t *testing.T) {
			s := gqlhttptest.NewItemServer(t)
			create := func(caller *auth.Principal, key, id string) (object map[string]any, replayed bool) {
				t.Helper()
				var answer struct {
					Data       map[string]map[string]any
					Extensions map[string]any
				}
				body := executeWithKey(t, s, caller, key, strings.Replace(c.creation, "ID", id, 1))
				if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Data["field"] == nil {
					t.Fatalf("%s returns %s", c.creation, body)
				}
				return answer.Data["field"], answer.Extensions["idempotency"] != nil
			}
			by := func(object map[string]any) any {
				return object[c.by].(map[string]any)["application"].(map[string]any)["id"]
			}

			first, replayed := create(one, "key", `id: "chosen",`)
			if by(first) != "one" || replayed {
				t.Errorf("the first creation returns %v, replayed %t", first, replayed)
			}
			second, replayed := create(other, "another key", `id: "chosen",`)
			if second["id"] != "chosen" || by(second) != "one" || !replayed {
				t.Errorf("the same id of another caller returns %v, replayed %t", second, replayed)
			}

			mine, replayedMine := create(one, "a key", "")
			theirs, replayedTheirs := create(other, "a key", "")
			if mine["id"] == theirs["id"] || by(mine) != "one" || by(theirs) != "other" || replayedMine || replayedTheirs {
				t.Errorf("the same key of two callers returns %v, replayed %t, and %v, replayed %t", mine, replayedMine, theirs, replayedTheirs)
			}
		})
	}
}
