package store_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/itemactivity/itemactivity/models"
)

// The facts in the databases of earlier versions. TestKeepUpgradeFile sends them to the program
// of one schema version, and TestUpgrade reads them with the current store. Each fact has the
// first and the last schema version whose program accepts it; 0 means no limit.

type versions struct{ since, until int64 }

func (v versions) has(version int64) bool {
	return v.since <= version && (v.until == 0 || version <= v.until)
}

// of returns the facts that the program of a version has recorded.
func of[F interface{ has(version int64) bool }](version int64, facts []F) (recorded []F) {
	for _, f := range facts {
		if f.has(version) {
			recorded = append(recorded, f)
		}
	}
	return recorded
}

// groupFact is a group. Members have the form user:ID or application:ID. The user who records the
// facts is the first member and owner, and is not listed here.
//
// Before version 7, the claim of a group was its id. After the upgrade it is too.
type groupFact struct {
	versions
	id, drive, name, claim string
	members, removed       []string
	owners                 []string // since version 2
}

var groupFacts = []groupFact{
	{
		id: "team", drive: "team-drive", name: "Team", members: []string{"user:ann", "user:zoë", "application:importer"},
		removed: []string{"user:gone"}, owners: []string{"user:ann"},
	},
	{id: oddID, drive: "drive of " + oddID, name: "  Odd \"names\" & <tags> 😀 "},
	{versions: versions{since: 7}, id: "claimed", drive: "claimed-drive", name: "Claimed", claim: "staff"},
}

const (
	// oddID contains special characters of URLs, JSON, SQL and HTML, and letters of several
	// scripts.
	oddID       = `Ünï çødé/?#%27 & <b>"'` + "`" + `;-- 名前 é`
	canonicalID = "01890a5d-ac96-774b-bcce-b302099a8057"
	upperCaseID = "01890A5D-AC96-774B-BCCE-B302099A8058"
	// edgeID begins and ends with a space, which the rule for new ids does not allow.
	edgeID = " edge "
)

// itemFact is a file or a folder.
type itemFact struct {
	versions
	drive, id, parent, name string
	folder                  bool
	mimeType                string
	renamed                 string
	deleted                 bool
}

var itemFacts = []itemFact{
	{drive: "team-drive", id: "folder", name: "Folder", folder: true},
	{drive: "team-drive", id: "file", parent: "folder", name: "a.txt", mimeType: "text/plain"},
	{drive: "team-drive", id: canonicalID, parent: "folder", name: "b", renamed: "c d"},
	{drive: "team-drive", id: upperCaseID, name: "B"},
	{drive: "team-drive", id: "deleted", parent: "folder", name: "gone.txt", deleted: true},
	{drive: "team-drive", id: "busy", name: "busy"},
	{drive: "drive of " + oddID, id: "item of " + oddID, name: oddID},
}

// driveActivityFact is a drive activity. Action and actor are JSON, as they were sent. If
// there is no actor, it is the caller. If there is no time, it is the time of the recording.
type driveActivityFact struct {
	versions
	item, id, action, actor, observed string
}

var driveActivityFacts = []driveActivityFact{
	{item: "file", id: "created", action: `{"create":{}}`, observed: "2017-01-01T00:02:10.8639373+03:00"},
	{item: "file", id: "edited and moved", action: `{"edit":{},"move":{"from":"a","to":"b/c"}}`, actor: `{"user":{"id":"ann","displayName":"Ann"}}`},
	{item: "file", id: "commented", action: `{"comment":{"isReply":true,"parentAuthor":{"user":{"id":"zoë"}},"participants":[{},{"device":{"id":"pc"}}]}}`},
	{item: "file", id: "mentioned", action: `{"mention":{"mentionees":[{"user":{"id":"ann"}}]},"share":{"recipients":[]}}`, actor: `{"application":{"id":"importer"}}`},
	{item: "file", id: "renamed", action: `{"rename":{"newName":"a.txt","oldName":""},"version":{"newVersion":"2.0"}}`, observed: "2024-02-29T23:59:59Z"},
	{item: "file", id: "restored", action: `{"restore":{}}`, actor: `{}`},
	{item: "deleted", id: "deleted-key", action: `{"delete":{"name":"gone.txt","objectType":"File"}}`, observed: "2020-05-06T07:08:09.0000001-00:30"},
	{item: canonicalID, id: "01890a5d-ac96-774b-bcce-b302099a8059", action: `{"create":{},"delete":{}}`},
	{item: upperCaseID, id: "upper", action: `{"edit":{}}`},
	{item: "busy", id: "busy-key", action: `{"rename":{}}`},
	{item: "item of " + oddID, id: "activity of " + oddID, action: `{"create":{}}`},
}

// statFact is a stat that a client created.
type statFact struct {
	versions
	item, id, start, end string
}

var statFacts = []statFact{
	{item: "file", id: "winter", start: "2016-12-01T00:00:00Z", end: "2017-03-01T01:00:00+01:00"},
	{item: "item of " + oddID, id: "stat of " + oddID, start: "0001-01-01T00:00:00Z", end: "2020-01-01T00:00:00Z"},
}

// accessFact is an access. The time is as it was sent, and told is the time in the response if
// it is different. If none was sent, it is the time of the recording.
type accessFact struct {
	versions
	id, group, activity, stat, item string
	sent, told                      string
	actor                           string
	// bulk means that the access is sent in a bulk, by programs since version 2, which have
	// bulks.
	bulk bool
}

func accessFacts() []accessFact {
	facts := []accessFact{{
		id: "left out", activity: "created", stat: "~allTime~file", item: "file",
	}, {
		id: "seven digits", activity: "created", stat: "winter", item: "file", sent: "2017-01-01T00:02:10.8639373+03:00", actor: `{"user":{"id":"ann"}}`,
	}, {
		id: "the same in UTC", activity: "created", stat: "~day:2016-12-31~file", item: "file", sent: "2016-12-31T21:02:10.8639373Z",
	}, {
		id: "the same elsewhere", activity: "created", stat: "~week:2016-W52~file", item: "file", sent: "2016-12-31T07:02:10.8639373-14:00", actor: `{}`,
	}, {
		id: "lower case", activity: "created", stat: "~month:2024-02~file", item: "file", sent: "2024-02-29t12:00:00.5z", told: "2024-02-29T12:00:00.5Z",
	}, {
		id: "no seconds", activity: "edited and moved", stat: "~allTime~file", item: "file", sent: "2024-02-29T12:00+14:00", told: "2024-02-29T12:00:00+14:00",
	}, {
		id: "zeros", activity: "renamed", stat: "~allTime~file", item: "file", sent: "2024-02-29T12:00:00.1230000-00:00", actor: `{"user":{"displayName":"Ann"}}`,
	}, {
		id: "nine digits", activity: "renamed", stat: "~allTime~file", item: "file", sent: "2024-02-29T12:00:00.123456789+05:30", told: "2024-02-29T12:00:00.1234567+05:30",
	}, {
		id: "first", activity: "created", stat: "~allTime~file", item: "file", sent: "0001-01-01T00:00:00Z", actor: `{"user":{"id":"","displayName":""}}`,
	}, {
		id: "last", versions: versions{until: 2}, activity: "created", stat: "~allTime~file", item: "file", sent: "9999-12-31T23:59:59.9999999Z", actor: `{"device":{"id":"pc"}}`,
	}, {
		id: canonicalID[:35] + "6", activity: "deleted-key", stat: "~allTime~deleted", item: "deleted", sent: "2020-05-06T07:08:09.0000001-00:30",
		actor: `{"application":{"id":"importer","displayName":"Importer"},"device":{},"user":{"id":"zoë"}}`,
	}, {
		id: "of a canonical item", activity: "01890a5d-ac96-774b-bcce-b302099a8059", stat: "~allTime~" + canonicalID, item: canonicalID, sent: "2023-01-01T00:00:00Z", actor: `{"application":{"id":"importer"}}`,
	}, {
		id: "of an item in capitals", activity: "upper", stat: "~allTime~" + upperCaseID, item: upperCaseID, sent: "2023-01-01T00:00:00Z",
	}, {
		id: oddID + " access", group: oddID, activity: "activity of " + oddID, stat: "stat of " + oddID, item: "item of " + oddID,
		sent: "2019-12-31T23:59:59.9999999Z", actor: `{"user":{"id":` + quoted(oddID) + `}}`,
	}, {
		id: edgeID, versions: versions{until: 6}, activity: "upper", stat: "~allTime~" + upperCaseID, item: upperCaseID, sent: "2023-01-02T00:00:00Z", actor: `{"user":{"id":" edge "}}`,
	}, {
		id: "of an item alone", versions: versions{since: 8}, activity: "~item~" + upperCaseID, stat: "~allTime~" + upperCaseID, item: upperCaseID, sent: "2023-01-03T00:00:00Z",
	}}
	// These are more than two blocks of a posting list. Most are in bulks.
	for i := range 260 {
		facts = append(facts, accessFact{
			bulk: i >= 20, id: fmt.Sprint("busy-", i), activity: "busy-key", stat: "~allTime~busy", item: "busy",
			sent: fmt.Sprintf("2024-03-%02dT12:00:00Z", 1+i%3), actor: fmt.Sprintf(`{"user":{"id":"u%d"}}`, i%5),
		})
	}
	for i := range facts {
		if facts[i].group == "" {
			facts[i].group = "team"
		}
	}
	return facts
}

// countFact contains the counts of an item. They do not include accesses that only some
// versions accept.
type countFact struct {
	stat            string
	action          models.CountedAction
	actions, actors int
}

var countFacts = []countFact{
	{"winter", models.Accesses, 3, 2}, // ann, and the caller twice
	{"~day:2016-12-31~file", models.Accesses, 3, 2},
	{"~day:2017-01-01~file", models.Accesses, 0, 0},
	{"~month:2024-02~file", models.Accesses, 4, 2}, // the caller, and somebody by name
	{"~day:2024-02-28~file", models.Accesses, 1, 1},
	{"~allTime~file", models.Creations, 1, 1},
	{"~allTime~file", models.Edits, 1, 1},
	{"~allTime~file", models.Moves, 1, 1},
	{"~allTime~deleted", models.Accesses, 1, 1},
	{"~allTime~deleted", models.Deletions, 1, 1},
	{"~day:2020-05-06~deleted", models.Deletions, 1, 1},
	{"~day:2024-03-01~busy", models.Accesses, 87, 5},
	{"~day:2024-03-03~busy", models.Accesses, 86, 5},
	{"~week:2024-W09~busy", models.Accesses, 260, 5}, // 2024-02-26 to 2024-03-03
	{"stat of " + oddID, models.Accesses, 1, 1},
}

// The idempotency keys of a group and an access that were recorded without an id.
const (
	groupKey  = "key of a group"
	accessKey = "key of an access"
)

func quoted(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

// request is a mutation that records a fact.
type request struct {
	field, key string
	// arguments are the types of the field's arguments, and values their values.
	arguments map[string]string
	values    map[string]any
	selection string
}

func (r request) document() string {
	var declared, passed []string
	for _, name := range slices.Sorted(maps.Keys(r.arguments)) {
		declared = append(declared, "$"+name+": "+r.arguments[name])
		passed = append(passed, name+": $"+name)
	}
	return fmt.Sprintf("mutation(%s) { %s(%s) { %s } }", strings.Join(declared, ", "), r.field, strings.Join(passed, ", "), r.selection)
}

// input returns an input object without the members that are empty.
func input(members map[string]any) map[string]any {
	maps.DeleteFunc(members, func(_ string, value any) bool { return value == nil || value == "" })
	return members
}

// raw returns a JSON text as a value, or nil if it is empty.
func raw(text string) any {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

// requestsOf returns the requests for the program of a version.
func requestsOf(version int64) (requests []request) {
	send := func(field string, arguments map[string]string, values map[string]any) *request {
		requests = append(requests, request{field: field, arguments: arguments, values: values, selection: "id"})
		return &requests[len(requests)-1]
	}
	member := func(field, group, member string) {
		kind, id, _ := strings.Cut(member, ":")
		send(field, map[string]string{"groupId": "ID!", kind + "Id": "ID!"}, map[string]any{"groupId": group, kind + "Id": id})
	}
	for _, f := range of(version, groupFacts) {
		send("createGroup", map[string]string{"input": "GroupInput!"}, map[string]any{"input": input(map[string]any{
			"id": f.id, "displayName": f.name, "driveId": f.drive, "claim": f.claim,
		})})
		for _, m := range slices.Concat(f.members, f.removed) {
			member("addGroupMember", f.id, m)
		}
		for _, m := range f.removed {
			member("removeGroupMember", f.id, m)
		}
		if version >= 2 {
			for _, m := range f.owners {
				member("addGroupOwner", f.id, m)
			}
		}
	}
	for _, f := range of(version, itemFacts) {
		item := map[string]any{"id": f.id, "name": f.name, "parentId": f.parent}
		if f.folder {
			item["folder"] = map[string]any{}
		} else {
			item["file"] = input(map[string]any{"mimeType": f.mimeType})
		}
		send("createDriveItem", map[string]string{"driveId": "ID!", "input": "DriveItemInput!"}, map[string]any{"driveId": f.drive, "input": input(item)})
		if f.renamed != "" {
			send("renameDriveItem", map[string]string{"driveItemId": "ID!", "name": "String!"}, map[string]any{"driveItemId": f.id, "name": f.renamed})
		}
	}
	for _, f := range of(version, driveActivityFacts) {
		activity := map[string]any{"id": f.id, "action": raw(f.action), "actor": raw(f.actor)}
		if f.observed != "" {
			activity["times"] = map[string]any{"observedDateTime": f.observed}
		}
		send("createDriveActivity", map[string]string{"driveItemId": "ID!", "input": "DriveActivityInput!"},
			map[string]any{"driveItemId": f.item, "input": input(activity)})
	}
	for _, f := range of(version, statFacts) {
		send("createItemActivityStat", map[string]string{"driveItemId": "ID!", "input": "ItemActivityStatInput!"}, map[string]any{
			"driveItemId": f.item, "input": map[string]any{"id": f.id, "startDateTime": f.start, "endDateTime": f.end},
		})
	}
	access := map[string]string{"groupId": "ID!", "activityId": "ID!", "statId": "ID!", "input": "ItemActivityInput!"}
	var rows []map[string]any
	sendRows := func() {
		send("createItemActivities", map[string]string{"inputs": "[CreateItemActivityInput!]!"}, map[string]any{"inputs": rows}).selection = "activity { id }"
		rows = nil
	}
	for _, f := range of(version, accessFacts()) {
		values := map[string]any{"groupId": f.group, "activityId": f.activity, "statId": f.stat, "input": input(map[string]any{
			"id": f.id, "access": map[string]any{}, "activityDateTime": f.sent, "actor": raw(f.actor),
		})}
		if !f.bulk || version < 2 {
			send("createItemActivity", access, values)
			continue
		}
		if rows = append(rows, values); len(rows) == 80 {
			sendRows()
		}
	}
	if rows != nil {
		sendRows()
	}
	send("createGroup", map[string]string{"input": "GroupInput!"}, map[string]any{"input": map[string]any{"displayName": "Keyed"}}).key = groupKey
	send("createItemActivity", access, map[string]any{
		"groupId": "team", "activityId": "upper", "statId": "~allTime~" + upperCaseID, "input": map[string]any{"access": map[string]any{}},
	}).key = accessKey
	for _, f := range of(version, itemFacts) {
		if f.deleted {
			send("deleteDriveItem", map[string]string{"driveItemId": "ID!"}, map[string]any{"driveItemId": f.id})
		}
	}
	return requests
}
