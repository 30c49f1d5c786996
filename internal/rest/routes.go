package rest

import (
	"net/http"
	"slices"
)

// The paths of a drive, an item, its statistics, and the accesses in one of them.
const (
	drivePath      = groupPath + "/drive"
	itemPath       = drivePath + "/items/{driveItemId}"
	analyticsPath  = itemPath + "/analytics"
	statPath       = analyticsPath + "/itemActivityStats/{itemActivityStatId}"
	activitiesPath = statPath + "/activities"
)

// createActivityPath is the path in the documentation of Microsoft Graph, "Create
// activities".
const createActivityPath = activityItemPath + "/analytics/itemActivityStats/{itemActivityStatId}/activities"

// routes are all routes.
var routes = slices.Concat(groupRoutes, itemRoutes, activityRoutes)

// Paths of responses that must have the value of a parameter.
var (
	ofDriveItem        = []matching{{"groupId", "driveItem __drive group id"}}
	ofItemActivityStat = []matching{
		{"groupId", "itemActivityStat driveItem drive group id"},
		{"driveItemId", "itemActivityStat driveItem id"},
	}
	ofItemActivity = append(slices.Clone(ofItemActivityStat), matching{"driveItemId", "itemActivity __driveItem id"})
)

// What is found before a mutation, because its arguments do not have all ids of the path.
var (
	findDrive     = lookup{document: "FindDrive", bind: []matching{{"driveId", "group drive id"}}}
	findDriveItem = lookup{
		document: "FindDriveItem",
		match:    []matching{{"groupId", "driveItem drive group id"}},
		bind:     []matching{{"driveId", "driveItem drive id"}},
	}
)

// latestFirst is the order of a list of drive activities, which cannot be changed.
var latestFirst = map[string]string{"times/observedDateTime desc": ""}

var groupRoutes = []route{
	{
		method: http.MethodGet, paths: []string{"/me"},
		document: "GetMe", entity: "me",
	},
	{
		method: http.MethodGet, paths: []string{"/me/joinedGroups"},
		document: "ListJoinedGroups", entity: "me joinedGroups",
	},
	{
		method: http.MethodPost, paths: []string{"/groups"},
		document: "CreateGroup", entity: "createGroup",
		ignored: []string{"groupTypes", "mailEnabled", "mailNickname", "securityEnabled"},
		status:  http.StatusCreated, location: "/groups/{id}",
	},
	{
		method: http.MethodGet, paths: []string{groupPath},
		document: "GetGroup", entity: "group",
	},
	{
		method: http.MethodPatch, paths: []string{groupPath},
		document: "UpdateGroup", entity: "updateGroup", status: http.StatusNoContent,
	},
	{
		method: http.MethodGet, paths: []string{groupPath + "/members"},
		document: "ListMembers", entity: "group members",
	},
	{
		method: http.MethodPost, paths: []string{groupPath + "/members/$ref"},
		document: "AddMember", entity: "addGroupMember", status: http.StatusNoContent,
		body: map[string]string{"@odata.id": "userId"}, convert: map[string]conversion{"@odata.id": userReference},
	},
	{
		method: http.MethodDelete, paths: []string{groupPath + "/members/{userId}/$ref"},
		document: "RemoveMember", entity: "removeGroupMember", status: http.StatusNoContent,
	},
	{
		method: http.MethodGet, paths: []string{groupPath + "/owners"},
		document: "ListOwners", entity: "group owners",
	},
	{
		method: http.MethodPost, paths: []string{groupPath + "/owners/$ref"},
		document: "AddOwner", entity: "addGroupOwner", status: http.StatusNoContent,
		body: map[string]string{"@odata.id": "userId"}, convert: map[string]conversion{"@odata.id": userReference},
	},
	{
		method: http.MethodDelete, paths: []string{groupPath + "/owners/{userId}/$ref"},
		document: "RemoveOwner", entity: "removeGroupOwner", status: http.StatusNoContent,
	},
}

// conflictBehavior is ignored: names are not unique, so that no name causes a conflict.
const conflictBehavior = "@microsoft.graph.conflictBehavior"

var itemRoutes = []route{
	{
		method: http.MethodGet, paths: []string{drivePath},
		document: "GetDrive", entity: "group drive",
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
		body: map[string]string{"name": "name"}, ignored: []string{conflictBehavior},
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

var activityRoutes = []route{
	{
		method: http.MethodGet, paths: []string{drivePath + "/activities"},
		document: "ListDriveActivities", entity: "group drive activities", orderBy: latestFirst,
	},
	{
		method: http.MethodGet, paths: []string{drivePath + "/activities/{itemActivityOLDId}"},
		document: "GetDriveActivity", entity: "node",
		match: []matching{{"groupId", "node __driveItem drive group id"}},
	},
	{
		method: http.MethodGet, paths: []string{itemPath + "/activities"},
		document: "ListDriveItemActivities", entity: "driveItem activities", match: ofDriveItem, orderBy: latestFirst,
	},
	{
		method: http.MethodGet, paths: []string{analyticsPath},
		document: "GetAnalytics", entity: "driveItem analytics", match: ofDriveItem,
	},
	{
		method: http.MethodGet, paths: []string{analyticsPath + "/allTime"},
		document: "GetAllTime", entity: "driveItem analytics allTime", match: ofDriveItem,
	},
	{
		method: http.MethodGet, paths: []string{analyticsPath + "/lastSevenDays"},
		document: "GetLastSevenDays", entity: "driveItem analytics lastSevenDays", match: ofDriveItem,
	},
	{
		method: http.MethodGet, paths: []string{analyticsPath + "/itemActivityStats"},
		document: "ListItemActivityStats", entity: "driveItem analytics itemActivityStats", match: ofDriveItem,
	},
	{
		method: http.MethodGet, paths: []string{statPath},
		document: "GetItemActivityStat", entity: "itemActivityStat",
		match: []matching{
			{"groupId", "itemActivityStat __driveItem drive group id"},
			{"driveItemId", "itemActivityStat __driveItem id"},
		},
	},
	{
		method: http.MethodGet, paths: []string{activitiesPath},
		document: "ListItemActivities", entity: "itemActivities", match: ofItemActivityStat,
		filter: "activityDateTime",
		orderBy: map[string]string{
			"activityDateTime":      "ACTIVITY_DATE_TIME_ASC",
			"activityDateTime asc":  "ACTIVITY_DATE_TIME_ASC",
			"activityDateTime desc": "ACTIVITY_DATE_TIME_DESC",
		},
	},
	{
		method: http.MethodPost, paths: []string{createActivityPath, createActivityPath + "/$ref"},
		document: "CreateItemActivity", entity: "createItemActivity",
		status: http.StatusCreated, location: createActivityPath + "/{id}",
	},
	{
		method: http.MethodGet, paths: []string{activitiesPath + "/{itemActivityId}"},
		document: "GetItemActivity", entity: "itemActivity", match: ofItemActivity,
		during: &during{instant: "itemActivity activityDateTime", window: "itemActivityStat"},
	},
	{
		method:   http.MethodGet,
		paths:    []string{itemPath + "/getActivitiesByInterval(startDateTime='{startDateTime}',endDateTime='{endDateTime}',interval='{interval}')"},
		document: "GetActivitiesByInterval", entity: "driveItem analytics activitiesByInterval", match: ofDriveItem,
		convert: map[string]conversion{"startDateTime": periodStart, "endDateTime": periodEnd, "interval": statInterval},
	},
}
