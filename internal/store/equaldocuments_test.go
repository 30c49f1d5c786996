package store_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// pages are the arguments of a list whose pages are followed.
const pages = "after: $after, before: $before, first: $first, last: $last"

// listDocuments returns a document for each list that a field of an object returns, with each filter. The
// pages of the list are followed.
func listDocuments() (documents []string) {
	const page = "edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
	const members = "edges { cursor node { addedDateTime isOwner user { id } application { id } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
	const during = `observedDateTime: {from: "2024-05-01T00:00:00Z", before: "2024-06-01T00:00:00Z"}`
	of := map[string][]string{
		`groups(%s) {` + page + `}`:                                                                             {""},
		`me { joinedGroups(%s) {` + page + `} }`:                                                                {""},
		`group(id: "g") { members(%s) {` + members + `} }`:                                                      {""},
		`group(id: "g") { owners(%s) {` + members + `} }`:                                                       {""},
		`drive(id: "g-drive") { items(%s) {` + page + `} }`:                                                     {"", "deleted: true", `nameContains: "x"`},
		`drive(id: "g-drive") { children(%s) {` + page + `} }`:                                                  {"", "deleted: null", `nameContains: "x"`},
		`driveItem(id: "g-0") { children(%s) {` + page + `} }`:                                                  {"", "deleted: false", `nameContains: "x"`},
		`driveItem(id: "g-0") { activities(%s) {` + page + `} }`:                                                {"", during},
		`itemActivityStat(id: "stored-g-1") { activities(%s) { ...Accesses } }`:                                 {""},
		`itemActivityStat(id: "~allTime~g-0") { driveItem { id } activities(%s) { ...Accesses } }`:              {""},
		`driveItem(id: "h-1") { analytics { id driveItem { id } allTime { activities(%s) { ...Accesses } } } }`: {""},
		`driveItem(id: "g-1") { analytics { itemActivityStats(%s) {` + page + `} } }`:                           {""},
	}
	for _, action := range []string{"COMMENT", "CREATE", "DELETE", "EDIT", "MENTION", "MOVE", "RENAME", "RESTORE", "SHARE", "VERSION"} {
		list := `drive(id: "g-drive") { activities(%s) {` + page + `} }`
		of[list] = append(of[list], "action: "+action, "action: "+action+", "+during)
	}
	for _, action := range []string{"CREATE", "DELETE", "EDIT", "MOVE"} {
		list := `itemActivityStat(id: "~allTime~g-0") { driveActivities(%s) {` + page + `} }`
		of[list] = append(of[list], "action: "+action)
	}
	for _, window := range []string{"allTime", "lastSevenDays"} {
		of[`drive(id: "g-drive") { analytics { `+window+` { activities(%s) { ...Accesses } } } }`] = []string{""}
		list := `drive(id: "h-drive") { analytics { ` + window + ` { driveActivities(%s) {` + page + `} } } }`
		for _, action := range []string{"CREATE", "DELETE", "EDIT", "MOVE"} {
			of[list] = append(of[list], "action: "+action)
		}
	}
	for _, list := range slices.Sorted(maps.Keys(of)) {
		for _, filter := range of[list] {
			documents = append(documents, "query ($after: String, $before: String, $first: Int, $last: Int) { "+fmt.Sprintf(list, pages+" "+filter)+" }")
		}
	}
	for _, interval := range []string{"DAY", "WEEK", "MONTH"} {
		documents = append(documents, `{ driveItem(id: "g-1") { analytics { activitiesByInterval(startDateTime: "2024-04-29T00:00:00Z", endDateTime: "2024-05-07T00:00:00Z", interval: `+interval+`) { ...Stat } } } }`)
	}
	return append(documents, driveDocuments()...)
}

// driveDocuments returns documents that read the statistics of drives, and the most active items and actors.
func driveDocuments() (documents []string) {
	const counts = " access { actionCount actorCount } create { actionCount actorCount } edit { actionCount actorCount } delete { actionCount actorCount } move { actionCount actorCount } "
	for _, action := range []string{"ACCESS", "CREATE", "EDIT", "DELETE", "MOVE"} {
		actors := "mostActiveActors(first: 3, action: " + action + ") { actor { user { id displayName } application { id } device { id displayName } } actionCount }"
		window := " { startDateTime endDateTime drive { id }" + counts + "mostActiveItems(first: 3, action: " + action + ") { driveItem { id } actionCount actorCount } " + actors + " } "
		const during = `startDateTime: "2024-04-29T00:00:00Z", endDateTime: "2024-05-07T00:00:00Z"`
		analytics := "allTime" + window + "lastSevenDays" + window + "day: activitiesByInterval(interval: DAY, " + during + ")" + window +
			"week: activitiesByInterval(interval: WEEK, " + during + ")" + window + "month: activitiesByInterval(interval: MONTH, " + during + ")" + window
		documents = append(documents, `{ g: drive(id: "g-drive") { analytics { drive { id } `+analytics+` } } h: drive(id: "h-drive") { analytics { `+analytics+` } }
			itemActivityStat(id: "~allTime~g-0") { `+actors+` } driveItem(id: "g-1") { analytics { lastSevenDays { `+actors+` } } } }`)
	}
	return documents
}

// pageInfo is a PageInfo of a response.
type pageInfo struct {
	HasNextPage, HasPreviousPage bool
	StartCursor, EndCursor       *string
}

// findPageInfo returns the only pageInfo in a response, or nil if it has none.
func findPageInfo(response any) (info *pageInfo) {
	object, _ := response.(map[string]any)
	for name, value := range object {
		if name == "pageInfo" {
			text, _ := json.Marshal(value)
			info = new(pageInfo)
			if json.Unmarshal(text, info) != nil {
				return nil
			}
			return info
		}
		if info = findPageInfo(value); info != nil {
			return info
		}
	}
	return nil
}
