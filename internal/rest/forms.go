package rest

import (
	"net/http"
	"strings"
)

// The beginnings of paths that have other forms.
const (
	groupPath        = "/groups/{groupId}"
	joinedGroupPath  = "/me/joinedGroups/{groupId}"
	activityItemPath = groupPath + "/drive/activities/{itemActivityOLDId}/driveItem"
)

// form is a path that a route is served at.
type form struct {
	path string
	// before are queries that find the parameters of the route that this path does not have.
	before []lookup
}

// findDriveItemOfActivity finds the item of a drive activity. The document of the route compares
// the item's group with the path.
var findDriveItemOfActivity = lookup{
	document: "FindDriveItemOfActivity",
	bind:     []matching{{"driveItemId", "node driveItem id"}},
}

// forms returns all paths that a route is served at: an item can also be read as the item of
// one of its drive activities, and a group is also below /me/joinedGroups.
func (r route) forms() (all []form) {
	for _, path := range r.paths {
		all = append(all, form{path: path})
		if below, ok := strings.CutPrefix(path, itemPath); ok && r.method == http.MethodGet {
			all = append(all, form{activityItemPath + below, []lookup{findDriveItemOfActivity}})
		}
	}
	for _, f := range all {
		if below, ok := strings.CutPrefix(f.path, groupPath); ok {
			all = append(all, form{joinedGroupPath + below, f.before})
		}
	}
	return all
}
