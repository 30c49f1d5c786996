package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// findsByID has the arguments and input fields of mutations whose ids only look up an
// object, so that any id is accepted. All others give an id to something new, or store the
// id of a user, an application or a device.
var findsByID = []string{
	"Mutation.createItemActivity.groupId", "Mutation.createItemActivity.activityId", "Mutation.createItemActivity.statId",
	"CreateItemActivityInput.groupId", "CreateItemActivityInput.activityId", "CreateItemActivityInput.statId",
	"Mutation.recordAccess.driveItemId", "Mutation.restoreDriveItem.driveItemId",
	"Mutation.moveDriveItem.driveItemId", "Mutation.moveDriveItem.parentId",
	"Mutation.createDriveItem.driveId", "DriveItemInput.parentId",
	"Mutation.renameDriveItem.driveItemId", "Mutation.deleteDriveItem.driveItemId",
	"Mutation.createDriveActivity.driveItemId", "Mutation.createItemActivityStat.driveItemId",
	"Mutation.updateGroup.groupId",
	"Mutation.addGroupMember.groupId", "Mutation.addGroupOwner.groupId",
	"Mutation.removeGroupMember.groupId", "Mutation.removeGroupOwner.groupId",
	// Somebody who is not a member cannot be removed.
	"Mutation.removeGroupMember.userId", "Mutation.removeGroupMember.applicationId",
	"Mutation.removeGroupOwner.userId", "Mutation.removeGroupOwner.applicationId",
}

// idArgument is an argument of a mutation, or an input field below it, that accepts an id.
type idArgument struct {
	mutation *ast.FieldDefinition
	path     []string
	// at is the argument, or the field of an input type.
	at string
}

// errorArgument returns the path of the argument in an error, for the first element of each
// list.
func (p idArgument) errorArgument(schema *ast.Schema) string {
	parameters := parametersOf("", p.mutation.Arguments)
	var names []string
	for _, name := range p.path {
		q := parameters[slices.IndexFunc(parameters, func(q parameter) bool { return q.name == name })]
		if names = append(names, name); q.typ.Elem != nil {
			names = append(names, "0")
		}
		parameters = membersOf(schema.Types[q.typ.Name()])
	}
	return strings.Join(names, ".")
}

// idArguments returns the arguments of all mutations whose type is ID, or whose name is
// that of an id.
func idArguments(schema *ast.Schema) (places []idArgument) {
	for _, mutation := range schema.Mutation.Fields {
		var walk func(path []string, parameters []parameter)
		walk = func(path []string, parameters []parameter) {
			for _, p := range parameters {
				here := append(slices.Clone(path), p.name)
				switch def := schema.Types[p.typ.Name()]; {
				case def.Kind == ast.InputObject:
					walk(here, membersOf(def))
				case def.Name == "ID", strings.EqualFold(p.name, "id"), strings.HasSuffix(p.name, "Id"), strings.HasSuffix(p.name, "Ids"):
					places = append(places, idArgument{mutation, here, p.at})
				}
			}
		}
		walk(nil, parametersOf("Mutation."+mutation.Name, mutation.Arguments))
	}
	return places
}

// fillPath returns the required parameters, with $id at the end of the path.
func (f *argumentGenerator) fillPath(at string, parameters []parameter, path []string) string {
	f.t.Helper()
	chosen := path[0]
	if choices := alternatives[at]; len(choices) > 0 && !slices.Contains(choices, chosen) {
		chosen = choices[0]
	}
	var written []string
	for _, p := range parameters {
		var value string
		switch def := f.schema.Types[p.typ.Name()]; {
		case p.name == path[0] && len(path) == 1:
			value = "$id"
		case p.name == path[0]:
			value = "{" + f.fillPath(def.Name, membersOf(def), path[1:]) + "}"
			if p.typ.Elem != nil {
				value = "[" + value + "]"
			}
		case p.required() || p.name == chosen:
			value = f.values(p)[0]
		default:
			continue
		}
		written = append(written, p.name+": "+value)
	}
	return strings.Join(written, ", ")
}

// sendID executes a mutation with an id as an argument.
func sendID(t *testing.T, s *gqlhttptest.Server, caller *auth.Principal, p idArgument, id string) string {
	t.Helper()
	f := newArgumentGenerator(t, idsByKind{
		"Group": {"g"}, "Drive": {"d"}, "DriveItem": {"i"}, "Folder": {"f"}, "Spare": {"spare"}, "DriveActivity": {"k"}, "ItemActivityStat": {"~allTime~i"},
		"UserID": {"ada"}, "Application": {"bot"},
	})
	typ := "ID!"
	if strings.HasPrefix(p.at, "IdentityInput") {
		typ = "String!"
	}
	body, err := json.Marshal(map[string]any{
		"query": fmt.Sprintf("mutation ($id: %s) { %s(%s) { __typename } }", typ, p.mutation.Name,
			f.fillPath("Mutation."+p.mutation.Name, parametersOf("Mutation."+p.mutation.Name, p.mutation.Arguments), p.path)),
		"variables": map[string]string{"id": id},
	})
	if err != nil {
		t.Fatal(err)
	}
	recorder, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(string(body))), caller)
	return recorder.Body.String()
}

// storedIDs returns everything that a mutation can store about a user or an application.
func storedIDs(t *testing.T, s *gqlhttptest.Server) string {
	t.Helper()
	var all []string
	for _, query := range []string{
		"SELECT count(*) FROM ids", "SELECT count(*) FROM item_activities", "SELECT group_concat(member || owner) FROM group_members", "SELECT group_concat(id) FROM users",
		"SELECT group_concat(value) FROM actors", "SELECT group_concat(content) FROM identity_sets", "SELECT group_concat(action) FROM drive_activities",
		"SELECT group_concat(coalesce(claim, '-')) FROM groups", "SELECT group_concat(user_id) FROM group_names",
	} {
		var text string
		if err := openDatabase(t, s).QueryRow(query).Scan(&text); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		all = append(all, text)
	}
	return strings.Join(all, "\n")
}

// TestEveryNewIDFollowsTheRule tries all arguments of mutations that accept ids. An id that
// breaks the character rule finds nothing if the argument looks up an object. In every
// other argument it is rejected, and nothing is stored. A valid id is accepted.
func TestEveryNewIDFollowsTheRule(t *testing.T) {
	t.Parallel()
	schema := printedSchema(t)
	finds, gives := 0, 0
	for _, p := range idArguments(schema) {
		s := gqlhttptest.NewItemServer(t)
		s.Execute(t, `mutation { f: createDriveItem(driveId: "d", input: {id: "f", name: "f", folder: {}}) { id } addGroupMember(groupId: "g", userId: "ada") { id } }`, nil, new(any))
		stored := storedIDs(t, s)
		place := p.mutation.Name + " " + strings.Join(p.path, ".")
		for _, id := range []string{"a\u200bb", " a", "a ", " ", "a\u00a0b", "a\u202eb", "a\u200d", "a\ufffeb"} {
			answer := sendID(t, s, auth.Local(), p, id)
			if slices.Contains(findsByID, p.at) {
				if finds++; strings.Contains(answer, `"errors"`) && !strings.Contains(answer, `"code":"NOT_FOUND"`) {
					t.Errorf("%s with %+q returns %s", place, id, answer)
				}
			} else if gives++; !strings.Contains(answer, `"code":"BAD_USER_INPUT"`) || !strings.Contains(answer, `"argument":"`+p.errorArgument(schema)+`"`) {
				t.Errorf("%s with %+q returns %s", place, id, answer)
			}
		}
		for _, id := range []string{"\x00", "a\x00b", "a\tb", "a\u0085b", "\x7f"} {
			if answer := sendID(t, s, auth.Local(), p, id); !strings.Contains(answer, `"code":"BAD_USER_INPUT"`) {
				t.Errorf("%s with %+q returns %s", place, id, answer)
			}
		}
		if now := storedIDs(t, s); now != stored {
			t.Errorf("%s: something is stored:\n%s\n%s", place, stored, now)
		}
		if slices.Contains(findsByID, p.at) {
			continue
		}
		if answer := sendID(t, s, auth.Local(), p, "👩\u200d👧 é"); strings.Contains(answer, `"errors"`) {
			t.Errorf("%s with an id of the rule returns %s", place, answer)
		}
		if now := storedIDs(t, s); now == stored {
			t.Errorf("%s: an id of the rule is not stored", place)
		}
	}
	if finds < 100 || gives < 200 {
		t.Errorf("%d ids find something, and %d are new", finds, gives)
	}
}

// TestKnownIDsOfPeopleStayUsable checks that an id that breaks the character rule is
// accepted in every argument for such an id once its user or application has called, and
// that other such ids are rejected.
func TestKnownIDsOfPeopleStayUsable(t *testing.T) {
	t.Parallel()
	tried := 0
	for _, p := range idArguments(printedSchema(t)) {
		user, application := slices.Contains(p.path, "user") || p.path[0] == "userId", slices.Contains(p.path, "application") || p.path[0] == "applicationId"
		if slices.Contains(findsByID, p.at) || !user && !application {
			continue
		}
		tried++
		s := gqlhttptest.NewItemServer(t)
		const former = "jane\u00a0"
		jane := &auth.Principal{UserID: former, Scopes: auth.FilesReadWriteAll | auth.GroupReadWriteAll}
		if application {
			jane = &auth.Principal{ApplicationID: former, Scopes: auth.FilesReadWriteAll | auth.GroupReadWriteAll}
		}
		place := p.mutation.Name + " " + strings.Join(p.path, ".")
		if answer := sendID(t, s, auth.Local(), p, former); !strings.Contains(answer, `"code":"BAD_USER_INPUT"`) {
			t.Errorf("%s: before Jane calls it returns %s", place, answer)
		}
		s.ExecuteAs(t, jane, `mutation { createGroup(input: {displayName: "hers"}) { id } }`, nil, new(any))
		if answer := sendID(t, s, auth.Local(), p, former); strings.Contains(answer, `"errors"`) {
			t.Errorf("%s: of Jane, who has called, it returns %s", place, answer)
		}
		if answer := sendID(t, s, auth.Local(), p, former+"x"); !strings.Contains(answer, `"code":"BAD_USER_INPUT"`) {
			t.Errorf("%s: an unknown id returns %s", place, answer)
		}
	}
	if tried < 10 {
		t.Errorf("only %d places were tried", tried)
	}
}

// TestOwnIDsStayUsable checks that a caller can name itself by the id of its token, even if
// the id breaks the character rule.
func TestOwnIDsStayUsable(t *testing.T) {
	for _, former := range formerIDs {
		s := gqlhttptest.NewItemServer(t)
		jane := &auth.Principal{UserID: models.ID(former + "jane"), ApplicationID: models.ID(former + "app"), Groups: []models.ID{models.ID(former + "claim")}, Scopes: auth.FilesReadWrite | auth.GroupReadWriteAll}
		s.ExecuteAs(t, jane, `mutation ($user: String!, $application: String!, $claim: ID!) {
			createGroup(input: {id: "hers", driveId: "her-drive", displayName: "Hers", claim: $claim}) { id }
			createDriveItem(driveId: "her-drive", input: {id: "her-file", name: "x", file: {}}) { id }
			createDriveActivity(driveItemId: "her-file", input: {id: "happened", action: {edit: {}}, actor: {user: {id: $user}, application: {id: $application}}}) { id }
			createItemActivity(groupId: "hers", activityId: "happened", statId: "~allTime~her-file", input: {access: {}, actor: {user: {id: $user}, application: {id: $application}}}) { id }
		}`, map[string]any{"user": jane.UserID, "application": jane.ApplicationID, "claim": jane.Groups[0]}, new(any))
		if answer := s.Text(t, fmt.Sprintf(`{"query":"mutation ($id: ID!) { updateGroup(groupId: \"g\", input: {claim: $id}) { id } }","variables":{"id":%q}}`, former+"other"+former)); !strings.Contains(answer, "BAD_USER_INPUT") {
			t.Errorf("a claim that no token of the caller lists returns %s", answer)
		}
	}
}
