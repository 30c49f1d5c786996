package graph_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// cast is the ids of what there is, by what they are of. What a call succeeds
// with comes first.
type cast map[string][]string

// add appends what another cast has.
func (c cast) add(other cast) {
	for kind, ids := range other {
		c[kind] = append(c[kind], ids...)
	}
}

// derive adds ids that the server derives from those of the users and the items: of
// each item's some, of all items' all kinds.
func (c cast) derive() {
	for _, id := range c["UserID"] {
		c["User"] = append(c["User"], "~user~"+id)
	}
	windows := []string{"lastSevenDays", "day:2024-05-06", "week:2024-W19", "month:2024-05"}
	for i, item := range c["DriveItem"] {
		c["ItemActivityStat"] = append(c["ItemActivityStat"], "~allTime~"+item, "~"+windows[i%len(windows)]+"~"+item)
		c["ItemAnalytics"] = append(c["ItemAnalytics"], "~analytics~"+item)
	}
}

// all is each id once, and one of nothing.
func (c cast) all() []string {
	all := []string{nothing}
	for _, kind := range slices.Sorted(maps.Keys(c)) {
		all = append(all, c[kind]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// mainly is the ids of one kind, and some of every other.
func (c cast) mainly(first string) []string {
	ids := slices.Clone(c[first])
	for _, kind := range slices.Sorted(maps.Keys(c)) {
		if kind != first && len(c[kind]) > 0 {
			ids = append(ids, c[kind][0], c[kind][len(c[kind])-1])
		}
	}
	return append(ids, nothing)
}

// leads is the first of each kind.
func (c cast) leads() cast {
	leads := cast{}
	for kind, ids := range c {
		leads[kind] = ids[:1]
	}
	return leads
}

// nothing is an id that nothing has.
const nothing = "there-is-no-such-id"

func of(kind string) func(cast) []string {
	return func(c cast) []string { return quoted(c[kind]) }
}

func mainly(kind string) func(cast) []string {
	return func(c cast) []string { return quoted(c.mainly(kind)) }
}

func everyID(c cast) []string { return quoted(c.all()) }

func everyIDAsOne(c cast) []string {
	var lists []string
	for ids := range slices.Chunk(quoted(c.all()), 100) {
		lists = append(lists, "["+strings.Join(ids, ", ")+"]")
	}
	return lists
}

// ownClaim is in the tokens of those callers who shall create a group with a claim.
const ownClaim = "new-claim"

func newClaims(c cast) []string { return append(quoted([]string{ownClaim}), quoted(c["Claim"])...) }

// claims are those of groups, each of which is kept by its own, and none.
func claims(c cast) []string { return append(quoted(c["Claim"]), "null") }

// filters are those of itemActivities: not every member goes with every other.
func filters(c cast) []string {
	var all []string
	// Their own kinds' ids come first, and last those of others and of nothing.
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
	scopes("driveItemId: ", c.mainly("DriveItem"), "")
	scopes("statId: ", c.mainly("ItemActivityStat"), "")
	scopes("groupId: ", c.mainly("Group"), "")
	scopes("actor: {user: {id: ", c.mainly("UserID"), "}}")
	scopes("actor: {application: {id: ", c["Application"], "}}")
	scopes("actor: {device: {displayName: ", []string{"A Name"}, "}}")
	return all
}

func texts(values ...string) func(cast) []string { return literals(quoted(values)...) }

func literals(values ...string) func(cast) []string {
	return func(cast) []string { return values }
}

// quoted writes texts as a document does.
func quoted(values []string) []string {
	written := make([]string, len(values))
	for i, value := range values {
		written[i] = strconv.Quote(value)
	}
	return written
}
