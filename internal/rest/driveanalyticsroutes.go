package rest

import "net/http"

// driveAnalyticsPath is the path of the statistics of a drive.
const driveAnalyticsPath = drivePath + "/analytics"

// driveAnalyticsRoutes are the routes of the statistics of drives. Microsoft Graph has no such paths.
var driveAnalyticsRoutes = []route{
	{
		method: http.MethodGet, paths: []string{driveAnalyticsPath}, own: true,
		document: "GetDriveAnalytics", entity: "group drive analytics",
	},
	{
		method: http.MethodGet, paths: []string{driveAnalyticsPath + "/allTime"}, own: true,
		document: "GetDriveAllTime", entity: "group drive analytics allTime",
	},
	{
		method: http.MethodGet, paths: []string{driveAnalyticsPath + "/lastSevenDays"}, own: true,
		document: "GetDriveLastSevenDays", entity: "group drive analytics lastSevenDays",
	},
	{
		method: http.MethodGet, paths: []string{driveAnalyticsPath + "/allTime/mostActiveItems"}, own: true,
		document: "ListMostActiveItemsAllTime", entity: "group drive analytics allTime mostActiveItems",
	},
	{
		method: http.MethodGet, paths: []string{driveAnalyticsPath + "/lastSevenDays/mostActiveItems"}, own: true,
		document: "ListMostActiveItemsLastSevenDays", entity: "group drive analytics lastSevenDays mostActiveItems",
	},
	{
		method: http.MethodGet, paths: []string{driveAnalyticsPath + "/allTime/mostActiveActors"}, own: true,
		document: "ListMostActiveActorsAllTime", entity: "group drive analytics allTime mostActiveActors",
	},
	{
		method: http.MethodGet, paths: []string{driveAnalyticsPath + "/lastSevenDays/mostActiveActors"}, own: true,
		document: "ListMostActiveActorsLastSevenDays", entity: "group drive analytics lastSevenDays mostActiveActors",
	},
	{
		method: http.MethodGet, own: true,
		paths:    []string{drivePath + "/getActivitiesByInterval(startDateTime='{startDateTime}',endDateTime='{endDateTime}',interval='{interval}')"},
		document: "GetDriveActivitiesByInterval", entity: "group drive analytics activitiesByInterval",
		convert: map[string]conversion{"startDateTime": ofText(periodStart), "endDateTime": ofText(periodEnd), "interval": ofText(statInterval)},
	},
}
