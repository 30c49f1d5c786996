package graph_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// idsByKind has the ids of a fixture by the kind of their objects. A call with the first id
// of each kind succeeds.
type idsByKind map[string][]string

// add appends the ids of another set.
func (c idsByKind) add(other idsByKind) {
	for kind, ids := range other {
		c[kind] = append(c[kind], ids...)
	}
}

// addDerived adds ids that the server derives from the ids of users and items. It adds some
// for each item, and every kind for all items together.
func (c idsByKind) addDerived() {
	for _, id := range c["UserID"] {
		c["User"] = append(c["User"], "~user~"+id)
	}
	windows := []string{"lastSevenDays", "day:2024-05-06", "week:2024-W19", "month:2024-05"}
	for i, item := range c["DriveItem"] {
		c["ItemActivityStat"] = append(c["ItemActivityStat"], "~allTime~"+item, "~"+windows[i%len(windows)]+"~"+item)
		c["DriveActivity"] = append(c["DriveActivity"], "~item~"+item)
		c["ItemAnalytics"] = append(c["ItemAnalytics"], "~analytics~"+item)
	}
}

// all returns each id once, and an unknown id.
func (c idsByKind) all() []string {
	all := []string{unknownID}
	for _, kind := range slices.Sorted(maps.Keys(c)) {
		all = append(all, c[kind]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// everyKind returns the ids of one kind, some ids of every other kind, and an unknown id.
func (c idsByKind) everyKind(first string) []string {
	ids := slices.Clone(c[first])
	for _, kind := range slices.Sorted(maps.Keys(c)) {
		if kind != first && len(c[kind]) > 0 {
			ids = append(ids, c[kind][0], c[kind][len(c[kind])-1])
		}
	}
	return append(ids, unknownID)
}

// firsts returns the first id of each kind.
func (c idsByKind) firsts() idsByKind {
	leads := idsByKind{}
	for kind, ids := range c {
		leads[kind] = ids[:1]
	}
	return leads
}

// unknownID is not the id of any object.
const unknownID = "there-is-no-such-id"

func idsOf(kind string) func(idsByKind) []string {
	return func(c idsByKind) []string { return quoted(c[kind]) }
}

func idsOfEveryKind(kind string) func(idsByKind) []string {
	return func(c idsByKind) []string { return quoted(c.everyKind(kind)) }
}

func everyID(c idsByKind) []string { return quoted(c.all()) }

func everyIDInLists(c idsByKind) []string {
	var lists []string
	for ids := range slices.Chunk(quoted(c.all()), 100) {
		lists = append(lists, "["+strings.Join(ids, ", ")+"]")
	}
	return lists
}

// ownClaim is in the tokens of the callers that create a group with a claim.
const ownClaim = "new-claim"

func newClaims(c idsByKind) []string {
	return append(quoted([]string{ownClaim}), quoted(c["Claim"])...)
}

// claims returns the claims of the groups, and null.
func claims(c idsByKind) []string { return append(quoted(c["Claim"]), "null") }

// filters returns filters of itemActivities. Not every field can be combined with every
// other one.
func filters(c idsByKind) []string {
	var all []string
	// The first ids are of the right kind. The last ones are of other kinds and of no
	// object.
	const some = 4
	scopes := func(before string, ids []string, after string) {
		ids = slices.Concat(ids[:min(some, len(ids))], ids[max(0, len(ids)-some):])
		for i, id := range quoted(ids) {
			times := []string{""}
			if i == 0 {
				times = append(times, ` activityDateTime: {from: "2024-05-05T00:00:00Z"}`, ` activityDateTime: {before: "2024-05-05T00:00:00Z"}`,
					` recordedDateTime: {from: "2024-05-01T00:00:00Z" before: "2024-06-01T00:00:00Z"}`)
			}
			for _, time := range times {
				all = append(all, "{"+before+id+after+time+"}")
			}
		}
	}
	scopes("driveItemId: ", c.everyKind("DriveItem"), "")
	scopes("statId: ", c.everyKind("ItemActivityStat"), "")
	scopes("groupId: ", c.everyKind("Group"), "")
	scopes("actor: {user: {id: ", c.everyKind("UserID"), "}}")
	scopes("actor: {application: {id: ", c["Application"], "}}")
	scopes("actor: {device: {displayName: ", []string{"A Name"}, "}}")
	return all
}

func texts(values ...string) func(idsByKind) []string { return literals(quoted(values)...) }

func literals(values ...string) func(idsByKind) []string {
	return func(idsByKind) []string { return values }
}

// quoted returns texts as string literals of a document.
func quoted(values []string) []string {
	written := make([]string, len(values))
	for i, value := range values {
		written[i] = strconv.Quote(value)
	}
	return written
}
