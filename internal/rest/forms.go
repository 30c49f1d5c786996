package rest

import (
	"net/http"
	"strings"
	"unicode"
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
	// suffix distinguishes the form from the others of the route. The first one has none.
	suffix string
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
		suffix := suffixOf(strings.TrimPrefix(path, r.paths[0]))
		all = append(all, form{path: path, suffix: suffix})
		if below, ok := strings.CutPrefix(path, itemPath); ok && r.method == http.MethodGet {
			all = append(all, form{activityItemPath + below, suffix + "OfDriveActivity", []lookup{findDriveItemOfActivity}})
		}
	}
	for _, f := range all {
		if below, ok := strings.CutPrefix(f.path, groupPath); ok {
			all = append(all, form{joinedGroupPath + below, f.suffix + "OfJoinedGroup", f.before})
		}
	}
	return all
}

// suffixOf returns the letters of a path, such as Ref for /$ref.
func suffixOf(path string) string {
	var suffix strings.Builder
	for _, word := range strings.FieldsFunc(path, func(r rune) bool { return !unicode.IsLetter(r) }) {
		suffix.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return suffix.String()
}
