package graph_test

import (
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// everyPathToUsers reads the users jane, bob and carol on each path of the schema.
const everyPathToUsers = `query {
  me { ...user }
  jane: node(id: "~user~jane") { ...user } bob: node(id: "~user~bob") { ...user } carol: node(id: "~user~carol") { ...user }
  nodes(ids: ["~user~bob", "~user~jane", "~user~carol"]) { ...user }
  h: group(id: "h") { ...people }
  g: group(id: "g") { ...people drive { group { ...people } } }
  groups { nodes { ...people } }
  group: node(id: "g") { ...people }
}
fragment user on User { id displayName joinedGroups { nodes { members { nodes { user { id displayName } } } } } }
fragment people on Group { members { nodes { user { ...user } } } owners { nodes { user { ...user } } } }`

// TestUserHasOneName checks that a user has the same name for a caller on every path.
func TestUserHasOneName(t *testing.T) {
	limits := gqlhttptest.WideLimits()
	limits.Complexity = math.MaxInt
	s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: limits})
	person := func(id models.ID, name string, claims ...models.ID) *auth.Principal {
		return &auth.Principal{UserID: id, DisplayName: name, Groups: claims, Scopes: auth.Local().Scopes}
	}
	jane, bob, carol := person("jane", "Jane"), person("bob", "Bob"), person("carol", "Carol")
	for _, step := range []struct {
		by       *auth.Principal
		document string
	}{
		{bob, `{ me { id } }`},
		{carol, `{ me { id } }`},
		{jane, `mutation {
			h: createGroup(input: {id: "h", displayName: "H", driveId: "dh"}) { id }
			g: createGroup(input: {id: "g", displayName: "G"}) { id }
			bobInG: addGroupOwner(groupId: "g", userId: "bob") { id }
			bobInH: addGroupMember(groupId: "h", userId: "bob") { id }
			carolInG: addGroupMember(groupId: "g", userId: "carol") { id }
			danInG: addGroupMember(groupId: "g", userId: "dan") { id }
			bot: addGroupMember(groupId: "g", applicationId: "bot") { id }
		}`},
		{bob, `mutation { createDriveItem(driveId: "dh", input: {id: "i", name: "i", file: {}}) { id } }`},
		{&auth.Principal{ApplicationID: "admin", Scopes: auth.GroupReadWriteAll}, `mutation { updateGroup(groupId: "h", input: {claim: "staff"}) { id } }`},
	} {
		s.ExecuteAs(t, step.by, step.document, nil, new(any))
	}
	const unnamed = "null"
	for _, test := range []struct {
		name   string
		caller *auth.Principal
		want   map[string]string
	}{
		{"who sees the group that shows the name", jane, map[string]string{"~user~jane": "Jane", "~user~bob": "Bob", "~user~carol": unnamed}},
		{"who sees the other group alone", carol, map[string]string{"~user~jane": "Jane", "~user~bob": unnamed, "~user~carol": "Carol"}},
		{"the user", bob, map[string]string{"~user~jane": "Jane", "~user~bob": "Bob", "~user~carol": unnamed}},
		{"the user, whose token has no name", person("carol", ""), map[string]string{"~user~jane": "Jane", "~user~bob": unnamed, "~user~carol": "Carol"}},
		{"a member who is not stored", person("dan", "Dan"), map[string]string{"~user~jane": "Jane", "~user~bob": unnamed, "~user~carol": unnamed, "~user~dan": "Dan"}},
		{"who sees the group by a claim, the other as well", person("carol", "Carol", "staff"), map[string]string{"~user~jane": "Jane", "~user~bob": "Bob", "~user~carol": "Carol"}},
		{"an application in the other group", &auth.Principal{ApplicationID: "bot", Scopes: auth.FilesRead}, map[string]string{"~user~jane": "Jane", "~user~bob": unnamed, "~user~carol": unnamed}},
		{"an application that sees every group", &auth.Principal{ApplicationID: "backup", Scopes: auth.FilesReadAll}, map[string]string{"~user~jane": "Jane", "~user~bob": "Bob", "~user~carol": unnamed}},
		// This is the last step, because the server stores the other name.
		{"the user under another name", person("bob", "Robert"), map[string]string{"~user~jane": "Jane", "~user~bob": "Robert", "~user~carol": unnamed}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var answer any
			s.ExecuteAs(t, test.caller, everyPathToUsers, nil, &answer)
			found := map[string][]string{}
			eachUser(answer, func(id, name string) { found[id] = append(found[id], name) })
			for id, want := range test.want {
				if len(found[id]) < 8 {
					t.Errorf("%s was found on %d paths only", id, len(found[id]))
				}
				slices.Sort(found[id])
				if names := slices.Compact(found[id]); !slices.Equal(names, []string{want}) {
					t.Errorf("%s is named %q, want %q", id, names, want)
				}
			}
		})
	}
}

// eachUser calls a function for each object of a response that has a name. null is passed
// as "null".
func eachUser(answer any, found func(id, name string)) {
	switch v := answer.(type) {
	case []any:
		for _, element := range v {
			eachUser(element, found)
		}
	case map[string]any:
		if name, ok := v["displayName"]; ok {
			text, named := name.(string)
			if !named {
				text = "null"
			}
			found(v["id"].(string), text)
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			eachUser(v[key], found)
		}
	}
}
