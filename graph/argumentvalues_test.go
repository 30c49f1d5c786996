package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// TestEveryArgumentHasAValue names the arguments, and the members of inputs, that
// argumentValues has no value for, and what it has that nothing takes. The tests that
// fill arguments fail at once where one has no value.
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

// withoutValue are the parameters that argumentValues has no value for.
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

// requireValues fails a test that fills arguments where one has no value.
func requireValues(t rapid.TB) {
	t.Helper()
	if missing := withoutValue(printedSchema(t)); len(missing) > 0 {
		t.Fatalf("%d arguments have no value: TestEveryArgumentHasAValue names them", len(missing))
	}
}

// everyParameter is each argument of a field, but for those of pages, and each member
// of the inputs that have no value as a whole.
func everyParameter(schema *ast.Schema) (all []parameter) {
	seen := map[string]bool{}
	var add func(parameters []parameter)
	add = func(parameters []parameter) {
		for _, p := range parameters {
			all = append(all, p)
			input := schema.Types[p.typ.Name()]
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

// argumentValues is what the tests that walk over the schema fill arguments and
// members of inputs with: add yours here when you add an argument. A value is
// looked for under "Type.field.argument" or "Input.member" and then under the bare
// name. The values of enums, and inputs themselves, are made from the schema.
//
// The first values of all entries fit together: a call with them succeeds.
var argumentValues = map[string]func(cast) []string{
	"groupId":       of("Group"),
	"driveId":       of("Drive"),
	"driveItemId":   of("DriveItem"),
	"parentId":      of("Folder"),
	"activityId":    of("DriveActivity"),
	"statId":        of("ItemActivityStat"),
	"userId":        of("UserID"),
	"applicationId": of("Application"),
	"ids":           everyIDAsOne,

	"Query.node.id":             everyID,
	"Query.group.id":            mainly("Group"),
	"Query.drive.id":            mainly("Drive"),
	"Query.driveItem.id":        mainly("DriveItem"),
	"Query.itemActivity.id":     mainly("ItemActivity"),
	"Query.itemActivityStat.id": mainly("ItemActivityStat"),

	"Query.itemActivities.filter": filters,

	"Mutation.deleteDriveItem.driveItemId": of("Spare"),

	"GroupInput.id":            texts("new-group"),
	"GroupInput.driveId":       texts("new-drive"),
	"GroupInput.claim":         newClaims,
	"GroupUpdateInput.claim":   claims,
	"DriveItemInput.id":        texts("new-item"),
	"DriveActivityInput.id":    texts("new-drive-activity"),
	"ItemActivityInput.id":     texts("new-item-activity"),
	"ItemActivityStatInput.id": texts("new-stat"),

	"activityDateTime": texts("2024-05-06T07:00:00Z"),
	"observedDateTime": texts("2024-05-06T07:00:00Z"),
	"startDateTime":    texts("2024-05-01T00:00:00Z", "2024-05-06T00:00:00Z"),
	"endDateTime":      texts("2024-06-01T00:00:00Z", "2024-05-07T00:00:00Z"),

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
	// Who records for itself names nobody else.
	"IdentitySetInput.user":        literals("{}"),
	"IdentitySetInput.application": literals("{}"),

	"AccessActionInput.odataType":  texts("#microsoft.graph.accessAction"),
	"CreateActionInput.odataType":  texts("#microsoft.graph.createAction"),
	"EditActionInput.odataType":    texts("#microsoft.graph.editAction"),
	"RestoreActionInput.odataType": texts("#microsoft.graph.restoreAction"),
	"FolderInput.odataType":        texts("#microsoft.graph.folder"),
}

// alternatives are arguments and members of which exactly one is given.
var alternatives = map[string][]string{
	"Mutation.addGroupMember":    {"userId", "applicationId"},
	"Mutation.removeGroupMember": {"userId", "applicationId"},
	"Mutation.addGroupOwner":     {"userId", "applicationId"},
	"Mutation.removeGroupOwner":  {"userId", "applicationId"},
	"DriveItemInput":             {"file", "folder"},
	// With an order, and with the filter's own.
	"Query.itemActivities": {"orderBy", ""},
}

// takesID are the arguments that give an id to something new. That the id is
// taken already is all that anybody is told of what they may not see.
var takesID = []string{
	"GroupInput.id", "GroupInput.driveId", "DriveItemInput.id", "DriveActivityInput.id",
	"ItemActivityInput.id", "ItemActivityStatInput.id",
}

// namesAnybody are the arguments whose ids are of no object: what the caller sends
// is kept as it is, and tells nothing.
var namesAnybody = []string{
	"Mutation.addGroupMember.applicationId", "Mutation.removeGroupMember.applicationId",
	"Mutation.addGroupOwner.applicationId", "Mutation.removeGroupOwner.applicationId",
	"Mutation.addGroupMember.userId", "Mutation.addGroupOwner.userId",
}
