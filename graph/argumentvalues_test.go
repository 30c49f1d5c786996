package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// TestEveryArgumentHasAValue reports the arguments and the fields of input types that have
// no value in argumentValues, and entries of argumentValues that are unused. Tests that
// generate arguments fail at once if an argument has no value.
func TestEveryArgumentHasAValue(t *testing.T) {
	schema := printedSchema(t)
	for _, at := range withoutValue(schema) {
		t.Errorf("%s has no value: add it to argumentValues", at)
	}
	taken := map[string]bool{}
	for _, p := range everyParameter(schema) {
		taken[p.valueName()] = true
	}
	for name := range argumentValues {
		if !taken[name] {
			t.Errorf("argumentValues has %s, which nothing takes", name)
		}
	}
}

// withoutValue returns the parameters that have no value in argumentValues.
func withoutValue(schema *ast.Schema) (missing []string) {
	for _, p := range everyParameter(schema) {
		kind := schema.Types[p.typ.Name()].Kind
		if argumentValues[p.valueName()] == nil && kind != ast.Enum && kind != ast.InputObject {
			missing = append(missing, p.at+", of type "+p.typ.String()+",")
		}
	}
	slices.Sort(missing)
	return missing
}

// requireValues fails the test if an argument has no value.
func requireValues(t rapid.TB) {
	t.Helper()
	if missing := withoutValue(printedSchema(t)); len(missing) > 0 {
		t.Fatalf("%d arguments have no value: TestEveryArgumentHasAValue names them", len(missing))
	}
}

// everyParameter returns each argument of a field except the paging arguments, and each
// field of an input type that has no value as a whole.
func everyParameter(schema *ast.Schema) (all []parameter) {
	seen := map[string]bool{}
	var add func(parameters []parameter)
	add = func(parameters []parameter) {
		for _, p := range parameters {
			all = append(all, p)
			input := schema.Types[p.typ.Name()]
			if input.Kind == ast.InputObject {
				// The members that have a value of their own in this argument.
				for _, m := range p.members(schema) {
					if m.valueName() == p.at+"."+m.name {
						all = append(all, m)
					}
				}
			}
			if input.Kind == ast.InputObject && argumentValues[p.valueName()] == nil && !seen[input.Name] {
				seen[input.Name] = true
				add(membersOf(input))
			}
		}
	}
	for _, def := range schema.Types {
		if def.Kind != ast.Object || strings.HasPrefix(def.Name, "__") {
			continue
		}
		for _, field := range def.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			parameters := parametersOf(def.Name+"."+field.Name, field.Arguments)
			if field.Arguments.ForName("first") != nil {
				parameters = slices.DeleteFunc(parameters, func(p parameter) bool { return slices.Contains(paging, p.name) })
			}
			add(parameters)
		}
	}
	return all
}

// argumentValues has the values of arguments and of fields of input types, for the tests
// that walk the schema. A new argument needs an entry. The name of an entry is
// "Type.field.argument", "Input.field", or the name of the argument or field alone. A field
// of an input type can also have an entry for one argument, "Type.field.argument.field". The
// values of enums and of input types are generated from the schema.
//
// The first values of all entries belong together: a call with them succeeds.
var argumentValues = map[string]func(idsByKind) []string{
	"groupId":       idsOf("Group"),
	"driveId":       idsOf("Drive"),
	"driveItemId":   idsOf("DriveItem"),
	"parentId":      idsOf("Folder"),
	"activityId":    idsOf("DriveActivity"),
	"statId":        idsOf("ItemActivityStat"),
	"userId":        idsOf("UserID"),
	"applicationId": idsOf("Application"),
	"ids":           everyIDInLists,

	"Query.node.id":             everyID,
	"Query.group.id":            idsOfEveryKind("Group"),
	"Query.drive.id":            idsOfEveryKind("Drive"),
	"Query.driveItem.id":        idsOfEveryKind("DriveItem"),
	"Query.itemActivity.id":     idsOfEveryKind("ItemActivity"),
	"Query.itemActivityStat.id": idsOfEveryKind("ItemActivityStat"),

	"Query.itemActivities.filter": filters,

	"DriveItem.activities.observedDateTime": literals(`{from: "2024-05-01T00:00:00Z"}`, `{before: "2024-06-01T00:00:00Z"}`),
	"Drive.activities.observedDateTime":     literals(`{from: "2024-05-01T00:00:00Z"}`, `{before: "2024-06-01T00:00:00Z"}`),

	"Mutation.deleteDriveItem.driveItemId":  idsOf("Spare"),
	"Mutation.restoreDriveItem.driveItemId": idsOf("Spare"),

	"GroupInput.id":            texts("new-group"),
	"GroupInput.driveId":       texts("new-drive"),
	"GroupInput.claim":         newClaims,
	"GroupUpdateInput.claim":   claims,
	"DriveItemInput.id":        texts("new-item"),
	"DriveActivityInput.id":    texts("new-drive-activity"),
	"ItemActivityInput.id":     texts("new-item-activity"),
	"ItemActivityStatInput.id": texts("new-stat"),

	// It has another key than the other mutations that record an access.
	"Mutation.recordAccess.input.id": texts("new-access"),

	"activityDateTime": texts("2024-05-06T07:00:00Z"),
	"observedDateTime": texts("2024-05-06T07:00:00Z"),
	"startDateTime":    texts("2024-05-01T00:00:00Z", "2024-05-06T00:00:00Z"),
	"endDateTime":      texts("2024-06-01T00:00:00Z", "2024-05-07T00:00:00Z"),

	"deleted":          literals("false", "true", "null"),
	"nameContains":     texts("item", "x", "no such name"),
	"displayName":      texts("A Name"),
	"name":             texts("name.txt"),
	"mimeType":         texts("text/plain"),
	"objectType":       texts("File"),
	"from":             texts("from"),
	"to":               texts("to"),
	"oldName":          texts("old"),
	"newName":          texts("new"),
	"newVersion":       texts("2.0"),
	"isReply":          literals("true", "false"),
	"atomic":           literals("true", "false"),
	"IdentityInput.id": texts("somebody"),
	// A caller that may only name itself sends no other actor.
	"IdentitySetInput.user":        literals("{}"),
	"IdentitySetInput.application": literals("{}"),

	"AccessActionInput.odataType":  texts("#microsoft.graph.accessAction"),
	"CreateActionInput.odataType":  texts("#microsoft.graph.createAction"),
	"EditActionInput.odataType":    texts("#microsoft.graph.editAction"),
	"RestoreActionInput.odataType": texts("#microsoft.graph.restoreAction"),
	"FolderInput.odataType":        texts("#microsoft.graph.folder"),
}

// alternatives has arguments and fields of which exactly one is sent.
var alternatives = map[string][]string{
	"Mutation.addGroupMember":    {"userId", "applicationId"},
	"Mutation.removeGroupMember": {"userId", "applicationId"},
	"Mutation.addGroupOwner":     {"userId", "applicationId"},
	"Mutation.removeGroupOwner":  {"userId", "applicationId"},
	"DriveItemInput":             {"file", "folder"},
	// Each list of items with one of the filters, and without a filter.
	"Drive.items":        {"deleted", "nameContains", ""},
	"Drive.children":     {"deleted", "nameContains", ""},
	"DriveItem.children": {"deleted", "nameContains", ""},
	// With an order, and without one.
	"Query.itemActivities": {"orderBy", ""},
}

// takesID has the arguments that give an id to a new object. The only thing that a caller
// can learn about a hidden object is that such an id is in use.
var takesID = []string{
	"GroupInput.id", "GroupInput.driveId", "DriveItemInput.id", "DriveActivityInput.id",
	"ItemActivityInput.id", "ItemActivityStatInput.id", "Mutation.recordAccess.input.id",
}

// namesAnybody has the arguments whose ids are not looked up: the id is stored as it was
// sent, and the response does not depend on whether it exists.
var namesAnybody = []string{
	"Mutation.addGroupMember.applicationId", "Mutation.removeGroupMember.applicationId",
	"Mutation.addGroupOwner.applicationId", "Mutation.removeGroupOwner.applicationId",
	"Mutation.addGroupMember.userId", "Mutation.addGroupOwner.userId",
}
