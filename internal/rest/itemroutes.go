package rest

import "net/http"

// Lookups before mutations whose arguments do not include all ids of the path.
var (
	findDrive     = lookup{document: "FindDrive", bind: []matching{{"driveId", "group drive id"}}}
	findDriveItem = lookup{
		document: "FindDriveItem",
		match:    []matching{{"groupId", "driveItem drive group id"}},
		bind:     []matching{{"driveId", "driveItem drive id"}},
	}
)

// conflictBehavior is ignored: names are not unique, so that no name causes a conflict.
const conflictBehavior = "@microsoft.graph.conflictBehavior"

const restoredInPlace = "An item is restored with its name and in its folder. Rename or move it with PATCH."

// itemRoutes are the routes of drives and items.
var itemRoutes = []route{
	{
		method: http.MethodGet, paths: []string{drivePath},
		document: "GetDrive", entity: "group drive",
	},
	{
		method: http.MethodGet, paths: []string{drivePath + "/root/children"},
		document: "ListRootChildren", entity: "group drive children",
	},
	{
		method: http.MethodGet, paths: []string{drivePath + "/root/search(q='{q}')"},
		document: "SearchDrive", entity: "group drive items", summary: "The items of the drive whose names contain a text",
		convert: map[string]conversion{"q": ofText(searchText)},
	},
	{
		method: http.MethodPost, paths: []string{drivePath + "/root/children"},
		before: []lookup{findDrive}, document: "CreateDriveItem", entity: "createDriveItem",
		body:    map[string]string{"id": "id", "name": "name", "file": "file", "folder": "folder"},
		ignored: []string{conflictBehavior},
		status:  http.StatusCreated, location: drivePath + "/items/{id}",
	},
	{
		method: http.MethodGet, paths: []string{itemPath},
		document: "GetDriveItem", entity: "driveItem", match: ofDriveItem,
	},
	{
		method: http.MethodPatch, paths: []string{itemPath},
		before: []lookup{findDriveItem}, document: "RenameDriveItem", entity: "renameDriveItem",
		summary: "Renames or moves an item, and returns it",
		body:    map[string]string{"name": "name"}, ignored: []string{conflictBehavior},
		variant: &variant{
			member: "parentReference", document: "MoveDriveItem", entity: "moveDriveItem",
			body:    map[string]string{"parentReference": "parentId", "name": "name"},
			convert: map[string]conversion{"parentReference": parentReference, "name": ofText(sameText)},
		},
	},
	{
		method: http.MethodPost, paths: []string{itemPath + "/restore"},
		before: []lookup{findDriveItem}, document: "RestoreDriveItem", entity: "restoreDriveItem",
		body: map[string]string{}, rejected: map[string]string{"name": restoredInPlace, "parentReference": restoredInPlace},
	},
	{
		method: http.MethodDelete, paths: []string{itemPath},
		before: []lookup{findDriveItem}, document: "DeleteDriveItem", entity: "deleteDriveItem",
		status: http.StatusNoContent,
	},
	{
		method: http.MethodGet, paths: []string{itemPath + "/children"},
		document: "ListChildren", entity: "driveItem children", match: ofDriveItem,
	},
	{
		method: http.MethodPost, paths: []string{itemPath + "/children"},
		before: []lookup{findDriveItem}, document: "CreateChild", entity: "createDriveItem",
		body:    map[string]string{"id": "id", "name": "name", "file": "file", "folder": "folder"},
		ignored: []string{conflictBehavior},
		status:  http.StatusCreated, location: drivePath + "/items/{id}",
	},
}
