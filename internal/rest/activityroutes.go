package rest

import "net/http"

// createActivityPath is the path in the documentation of Microsoft Graph, "Create
// activities".
const createActivityPath = activityItemPath + "/analytics/itemActivityStats/{itemActivityStatId}/activities"

// latestFirst is the order of a list of drive activities, which cannot be changed.
var latestFirst = map[string]string{"times/observedDateTime desc": ""}

// activityRoutes are the routes of activities and statistics.
var activityRoutes = []route{
	{
		method: http.MethodGet, paths: []string{drivePath + "/activities"},
		document: "ListDriveActivities", entity: "group drive activities",
		filter: "times/observedDateTime", orderBy: latestFirst,
	},
	{
		method: http.MethodGet, paths: []string{drivePath + "/activities/{itemActivityOLDId}"},
		document: "GetDriveActivity", entity: "node",
		match: []matching{{"groupId", "node __driveItem drive group id"}},
	},
	{
		method: http.MethodGet, paths: []string{itemPath + "/activities"},
		document: "ListDriveItemActivities", entity: "driveItem activities", match: ofDriveItem,
		filter: "times/observedDateTime", orderBy: latestFirst,
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
		summary: "The accesses in the window",
		filter:  "activityDateTime",
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
		convert: map[string]conversion{"startDateTime": ofText(periodStart), "endDateTime": ofText(periodEnd), "interval": ofText(statInterval)},
	},
}
