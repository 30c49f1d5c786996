package graph_test

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
