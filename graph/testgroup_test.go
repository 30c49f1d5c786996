package graph_test

import (
	"fmt"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// plannedGroup is a group with what happens in it. All its ids and names have its
// mark in them, which nothing else has.
type plannedGroup struct {
	mark string
	// seen says that the caller of the plan may see the group.
	seen  bool
	cast  cast
	deeds []deed
}

// scribe records in every group, and names who did it.
var scribe = &auth.Principal{ApplicationID: "scribe", DisplayName: "Scribe", Scopes: auth.FilesReadWriteAll}

// ruth founds every group, and stays its owner.
var ruth = &auth.Principal{
	UserID: "ruth", DisplayName: "Ruth",
	Scopes: auth.FilesRead | auth.FilesReadWrite | auth.GroupReadWriteAll,
}

type object = map[string]any

func newPlannedGroup(n int) *plannedGroup {
	g := &plannedGroup{mark: fmt.Sprintf("zq%dqz", n), cast: cast{}}
	founder, claim := *ruth, g.id("Claim", "claim")
	founder.Groups = []models.ID{models.ID(claim)}
	g.do(&founder, "createGroup", object{"input": object{
		"id": g.id("Group", "group"), "driveId": g.id("Drive", "drive"), "displayName": "Group " + g.mark, "claim": claim,
	}})
	return g
}

// id makes a marked id, and remembers what it is of.
func (g *plannedGroup) id(kind, name string) string {
	id := g.mark + "-" + name
	g.cast[kind] = append(g.cast[kind], id)
	return id
}

func (g *plannedGroup) do(caller *auth.Principal, field string, arguments object) {
	g.deeds = append(g.deeds, deed{g, caller, mutation(field, arguments)})
}

// furnish puts one of each thing there is into the group: a folder with a file
// that everything happened to, and one to delete.
func (g *plannedGroup) furnish() {
	folder, file, spare := g.id("Folder", "folder"), g.id("DriveItem", "file"), g.id("Spare", "spare")
	g.cast["DriveItem"] = append(g.cast["DriveItem"], folder, spare)
	g.item(folder, "", "folder")
	g.item(file, folder, "file")
	g.item(spare, "", "file")
	g.deleted()
	happened := g.happens("everything", file, g.everyAction())
	stat := g.id("ItemActivityStat", "stat")
	g.do(ruth, "createItemActivityStat", object{"driveItemId": file, "input": object{
		"id": stat, "startDateTime": "2024-04-01T00:00:00Z", "endDateTime": "2024-06-01T00:00:00Z",
	}})
	g.access("access", happened, stat, "2024-05-06T05:00:00Z")
}

// guest is a user who is in this group alone, and has called.
func (g *plannedGroup) guest() {
	id := g.id("UserID", "guest")
	g.do(ruth, "addGroupMember", object{"groupId": g.mark + "-group", "userId": id})
	guest := &auth.Principal{UserID: models.ID(id), DisplayName: "Guest " + g.mark, Scopes: auth.FilesRead}
	g.deeds = append(g.deeds, deed{g, guest, "{ me { id } }"})
}

func (g *plannedGroup) item(id, parent, facet string) {
	input := object{"id": id, "name": "Item " + id, facet: object{}}
	if facet == "file" {
		input["file"] = object{"mimeType": "text/" + g.mark}
	}
	if parent != "" {
		input["parentId"] = parent
	}
	g.do(ruth, "createDriveItem", object{"driveId": g.mark + "-drive", "input": input})
}

// deleted is a file that is there no more, but for what is known of it.
func (g *plannedGroup) deleted() {
	gone := g.id("DriveItem", "gone")
	g.item(gone, "", "file")
	g.do(ruth, "renameDriveItem", object{"driveItemId": gone, "name": "Renamed " + g.mark})
	g.do(ruth, "deleteDriveItem", object{"driveItemId": gone})
}

// happens records that something happened to an item.
func (g *plannedGroup) happens(name, item string, action object) string {
	id := g.id("DriveActivity", name)
	g.do(scribe, "createDriveActivity", object{"driveItemId": item, "input": object{
		"id": id, "action": action, "actor": g.somebody(), "times": object{"observedDateTime": "2024-05-06T06:00:00Z"},
	}})
	return id
}

func (g *plannedGroup) access(name, activity, stat, at string) {
	g.do(scribe, "createItemActivity", object{
		"groupId": g.mark + "-group", "activityId": activity, "statId": stat,
		"input": object{
			"id": g.id("ItemActivity", name), "access": object{}, "activityDateTime": at, "actor": g.somebody(),
		},
	})
}

// somebody is an actor of the group alone.
func (g *plannedGroup) somebody() object {
	return object{
		"application": object{"id": g.mark + "-claimed", "displayName": "Claimed " + g.mark},
		"device":      object{"id": g.mark + "-device", "displayName": "Device " + g.mark},
		"user":        object{},
	}
}

func (g *plannedGroup) everyAction() object {
	text, somebody := "Text "+g.mark, g.somebody()
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
