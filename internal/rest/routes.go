package rest

import "slices"

// The paths of a drive, an item, its statistics, and the accesses in one of them.
const (
	drivePath      = groupPath + "/drive"
	itemPath       = drivePath + "/items/{driveItemId}"
	analyticsPath  = itemPath + "/analytics"
	statPath       = analyticsPath + "/itemActivityStats/{itemActivityStatId}"
	activitiesPath = statPath + "/activities"
)

// routes are all routes.
var routes = slices.Concat(groupRoutes, itemRoutes, activityRoutes, driveAnalyticsRoutes)

// The places of ids in the data of the documents that begin with driveItem or
// itemActivityStat.
var (
	ofDriveItem        = []matching{{"groupId", "driveItem __drive group id"}}
	ofItemActivityStat = []matching{
		{"groupId", "itemActivityStat driveItem drive group id"},
		{"driveItemId", "itemActivityStat driveItem id"},
	}
	ofItemActivity = append(slices.Clone(ofItemActivityStat), matching{"driveItemId", "itemActivity __driveItem id"})
)
