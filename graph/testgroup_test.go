package graph_test

import (
	"fmt"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// testGroup is a group with the steps that fill it. All its ids and names contain its
// marker, and nothing else does.
type testGroup struct {
	marker string
	// visible is whether the caller of the scenario can see the group.
	visible bool
	ids     idsByKind
	steps   []step
}

// recordingApp records in every group, and names the actor.
var recordingApp = &auth.Principal{ApplicationID: "scribe", DisplayName: "Scribe", Scopes: auth.FilesReadWriteAll}

// groupOwner creates every group, and remains its owner.
var groupOwner = &auth.Principal{
	UserID: "ruth", DisplayName: "Ruth",
	Scopes: auth.FilesRead | auth.FilesReadWrite | auth.GroupReadWriteAll,
}

type object = map[string]any

func newTestGroup(n int) *testGroup {
	g := &testGroup{marker: fmt.Sprintf("zq%dqz", n), ids: idsByKind{}}
	creator, claim := *groupOwner, g.id("Claim", "claim")
	creator.Groups = []models.ID{models.ID(claim)}
	g.add(&creator, "createGroup", object{"input": object{
		"id": g.id("Group", "group"), "driveId": g.id("Drive", "drive"), "displayName": "Group " + g.marker, "claim": claim,
	}})
	return g
}

// id returns an id with the marker, and adds it to the ids.
func (g *testGroup) id(kind, name string) string {
	id := g.marker + "-" + name
	g.ids[kind] = append(g.ids[kind], id)
	return id
}

func (g *testGroup) add(caller *auth.Principal, field string, arguments object) {
	g.steps = append(g.steps, step{g, caller, mutation(field, arguments)})
}

// fill adds one object of each kind to the group: a folder with a file that has an activity
// of every action, and a file to delete.
func (g *testGroup) fill() {
	folder, file, spare := g.id("Folder", "folder"), g.id("DriveItem", "file"), g.id("Spare", "spare")
	g.ids["DriveItem"] = append(g.ids["DriveItem"], folder, spare)
	g.addItem(folder, "", "folder")
	g.addItem(file, folder, "file")
	g.addItem(spare, "", "file")
	g.addDeleted()
	happened := g.addDriveActivity("everything", file, g.everyAction())
	stat := g.id("ItemActivityStat", "stat")
	g.add(groupOwner, "createItemActivityStat", object{"driveItemId": file, "input": object{
		"id": stat, "startDateTime": "2024-04-01T00:00:00Z", "endDateTime": "2024-06-01T00:00:00Z",
	}})
	g.addItemActivity("access", happened, stat, "2024-05-06T05:00:00Z")
	g.add(recordingApp, "recordAccess", object{"driveItemId": folder, "input": object{
		"id": g.id("ItemActivity", "item-access"), "access": object{}, "activityDateTime": "2024-05-06T05:00:00Z", "actor": g.actor(),
	}})
}

// addGuest adds a user that is only in this group and has called.
func (g *testGroup) addGuest() {
	id := g.id("UserID", "guest")
	g.add(groupOwner, "addGroupMember", object{"groupId": g.marker + "-group", "userId": id})
	guest := &auth.Principal{UserID: models.ID(id), DisplayName: "Guest " + g.marker, Scopes: auth.FilesRead}
	g.steps = append(g.steps, step{g, guest, "{ me { id } }"})
}

func (g *testGroup) addItem(id, parent, facet string) {
	input := object{"id": id, "name": "Item " + id, facet: object{}}
	if facet == "file" {
		input["file"] = object{"mimeType": "text/" + g.marker}
	}
	if parent != "" {
		input["parentId"] = parent
	}
	g.add(groupOwner, "createDriveItem", object{"driveId": g.marker + "-drive", "input": input})
}

// addDeleted adds a file that was renamed, moved and deleted.
func (g *testGroup) addDeleted() {
	gone := g.id("DriveItem", "gone")
	g.addItem(gone, "", "file")
	g.add(groupOwner, "renameDriveItem", object{"driveItemId": gone, "name": "Renamed " + g.marker})
	g.add(groupOwner, "deleteDriveItem", object{"driveItemId": gone})
	g.add(groupOwner, "restoreDriveItem", object{"driveItemId": gone})
	g.add(groupOwner, "moveDriveItem", object{"driveItemId": gone, "parentId": g.marker + "-folder"})
	moved := g.id("DriveItem", "moved")
	g.addItem(moved, "", "folder")
	g.add(groupOwner, "moveDriveItem", object{"driveItemId": moved, "parentId": g.marker + "-folder"})
	g.add(groupOwner, "deleteDriveItem", object{"driveItemId": gone})
}

// addDriveActivity records an action on an item.
func (g *testGroup) addDriveActivity(name, item string, action object) string {
	id := g.id("DriveActivity", name)
	g.add(recordingApp, "createDriveActivity", object{"driveItemId": item, "input": object{
		"id": id, "action": action, "actor": g.actor(), "times": object{"observedDateTime": "2024-05-06T06:00:00Z"},
	}})
	return id
}

func (g *testGroup) addItemActivity(name, activity, stat, at string) {
	g.add(recordingApp, "createItemActivity", object{
		"groupId": g.marker + "-group", "activityId": activity, "statId": stat,
		"input": object{
			"id": g.id("ItemActivity", name), "access": object{}, "activityDateTime": at, "actor": g.actor(),
		},
	})
}

// actor returns an actor that is only in this group.
func (g *testGroup) actor() object {
	return object{
		"application": object{"id": g.marker + "-claimed", "displayName": "Claimed " + g.marker},
		"device":      object{"id": g.marker + "-device", "displayName": "Device " + g.marker},
		"user":        object{},
	}
}

func (g *testGroup) everyAction() object {
	text, somebody := "Text "+g.marker, g.actor()
	return object{
		"comment": object{"isReply": true, "parentAuthor": somebody, "participants": somebody},
		"create":  object{}, "edit": object{}, "restore": object{},
		"delete":  object{"name": text, "objectType": text},
		"mention": object{"mentionees": somebody},
		"move":    object{"from": text, "to": text},
		"rename":  object{"oldName": text, "newName": text},
		"share":   object{"recipients": somebody},
		"version": object{"newVersion": text},
	}
}
