package rest

import "net/http"

// statActivities is the path of the activities of an itemActivityStat in the documentation
// of Microsoft Graph, "Create activities".
const statActivities = "/groups/{groupId}/drive/activities/{itemActivityOLDId}/driveItem/analytics/itemActivityStats/{itemActivityStatId}/activities"

// routes are all routes.
var routes = []route{
	{
		method: http.MethodGet, paths: []string{"/me"},
		document: "GetMe", entity: "me",
	},
	{
		method: http.MethodGet, paths: []string{"/me/joinedGroups"},
		document: "ListJoinedGroups", entity: "me joinedGroups",
	},
	{
		method: http.MethodPost, paths: []string{statActivities, statActivities + "/$ref"},
		document: "CreateItemActivity", entity: "createItemActivity",
		status: http.StatusCreated, location: statActivities + "/{id}",
	},
	{
		method: http.MethodGet, paths: []string{statActivities + "/{itemActivityId}"},
		document: "GetItemActivity", entity: "itemActivity",
		match: map[string]string{
			"groupId":            "itemActivity __group id",
			"itemActivityOLDId":  "itemActivity __driveActivity id",
			"itemActivityStatId": "itemActivity __stat id",
		},
	},
	{
		method: http.MethodGet, paths: []string{"/groups/{groupId}/drive/items/{driveItemId}/analytics/allTime"},
		document: "GetAllTime", entity: "driveItem analytics allTime",
		match: map[string]string{"groupId": "driveItem drive group id"},
	},
}
