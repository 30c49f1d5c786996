package rest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// now is the time of the tests' servers as JSON.
const now = `"2024-05-06T07:08:09.1234567Z"`

// newDriveServer returns a server with a group g of the local user, its drive d, a folder f at
// the top of the drive, and a file i in the folder. The drive activity k of the file has all
// actions, and k0 has one. The accesses a1 to a3 are on three days.
func newDriveServer(t *testing.T) *server {
	t.Helper()
	s := gqlhttptest.NewServer(t)
	s.Execute(t, `mutation {
		createGroup(input: {id: "g", displayName: "G", driveId: "d", claim: "c"}) { id }
		member: addGroupMember(groupId: "g", userId: "jim") { id }
		application: addGroupMember(groupId: "g", applicationId: "app") { id }
		folder: createDriveItem(driveId: "d", input: {id: "f", name: "F", folder: {}}) { id }
		file: createDriveItem(driveId: "d", input: {id: "i", name: "I.txt", parentId: "f", file: {mimeType: "text/plain"}}) { id }
		k0: createDriveActivity(driveItemId: "i", input: {id: "k0", action: {edit: {}}, times: {observedDateTime: "2017-01-01T00:00:00Z"}}) { id }
		k: createDriveActivity(driveItemId: "i", input: {
			id: "k", times: {observedDateTime: "2017-01-02T03:04:05+02:00"}
			actor: {user: {id: "jim", displayName: "Jim"}, device: {}}
			action: {
				comment: {isReply: false, parentAuthor: {user: {id: "p"}}, participants: [{user: {id: "q"}}, {application: {displayName: "r"}}]}
				create: {}, delete: {name: "n", objectType: "File"}, edit: {}
				mention: {mentionees: [{user: {id: "m"}}]}
				move: {from: "A", to: "B"}, rename: {oldName: "o"}, restore: {}
				share: {recipients: []}, version: {newVersion: "2.0"}
			}
		}) { id }
		a1: createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {id: "a1", access: {}, activityDateTime: "2017-01-01T23:59:59.9999999Z"}) { id }
		a2: createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {id: "a2", access: {}, activityDateTime: "2017-01-02T00:00:00+00:00", actor: {user: {id: "jim"}}}) { id }
		a3: createItemActivity(groupId: "g", activityId: "k", statId: "~allTime~i", input: {id: "a3", access: {}, activityDateTime: "2017-01-03T00:00:00Z"}) { id }
		stat: createItemActivityStat(driveItemId: "i", input: {id: "s", startDateTime: "2017-01-01T00:00:00Z", endDateTime: "2017-01-03T00:00:00Z"}) { id }
	}`, nil, new(any))
	return newServer(t, s)
}

// Parts of responses.
const (
	local = `{"user":{"id":"local-user","displayName":"Local User"}}`

	folderJSON = `{"id":"f","name":"F","createdBy":` + local + `,"createdDateTime":` + now + `,"lastModifiedBy":` + local + `,"lastModifiedDateTime":` + now +
		`,"parentReference":{"driveId":"d"},"folder":{}}`
	fileJSON = `{"id":"i","name":"I.txt","createdBy":` + local + `,"createdDateTime":` + now + `,"lastModifiedBy":` + local + `,"lastModifiedDateTime":` + now +
		`,"parentReference":{"driveId":"d","id":"f"},"file":{"mimeType":"text/plain"}}`

	allActions = `{"id":"k","action":{"comment":{"isReply":false,"parentAuthor":{"user":{"id":"p"}},"participants":[{"user":{"id":"q"}},{"application":{"displayName":"r"}}]},` +
		`"create":{},"delete":{"name":"n","objectType":"File"},"edit":{},"mention":{"mentionees":[{"user":{"id":"m"}}]},"move":{"from":"A","to":"B"},"rename":{"oldName":"o"},` +
		`"restore":{},"share":{"recipients":[]},"version":{"newVersion":"2.0"}},"actor":{"device":{},"user":{"id":"jim","displayName":"Jim"}},` +
		`"times":{"observedDateTime":"2017-01-02T03:04:05+02:00","recordedDateTime":` + now + `}}`
	oneAction = `{"id":"k0","action":{"edit":{}},"actor":` + local + `,"times":{"observedDateTime":"2017-01-01T00:00:00Z","recordedDateTime":` + now + `}}`

	access1 = `{"id":"a1","access":{},"activityDateTime":"2017-01-01T23:59:59.9999999Z","actor":` + local + `}`
	access2 = `{"id":"a2","access":{},"activityDateTime":"2017-01-02T00:00:00+00:00","actor":{"user":{"id":"jim"}}}`
	access3 = `{"id":"a3","access":{},"activityDateTime":"2017-01-03T00:00:00Z","actor":` + local + `}`
)

// counts returns the counts of a statistic: those of the accesses, of the activities that
// edit, and of the activities that create, delete or move.
func counts(access, edit, other string) string {
	stat := func(n string) string {
		actions, actors, _ := strings.Cut(n, "/")
		return `{"actionCount":` + actions + `,"actorCount":` + actors + `}`
	}
	return `"access":` + stat(access) + `,"create":` + stat(other) + `,"edit":` + stat(edit) + `,"delete":` + stat(other) + `,"move":` + stat(other)
}

// TestRead reads every kind of entity. The response has the members of Graph that have a
// value, and no others.
func TestRead(t *testing.T) {
	s := newDriveServer(t)
	allTime := `{"id":"~allTime~i",` + counts("3/2", "2/2", "1/1") + `}`
	lastSevenDays := `{"id":"~lastSevenDays~i","startDateTime":"2024-04-30T00:00:00Z","endDateTime":"2024-05-07T00:00:00Z",` + counts("0/0", "0/0", "0/0") + `}`
	stat := `{"id":"s","startDateTime":"2017-01-01T00:00:00Z","endDateTime":"2017-01-03T00:00:00Z",` + counts("2/2", "2/2", "1/1") + `}`
	idAndAction, _, _ := strings.Cut(allActions, `,"actor"`)
	item := map[string]string{
		"":                             fileJSON,
		"?$select=id,parentReference":  `{"id":"i","parentReference":{"driveId":"d","id":"f"}}`,
		"?$select=name":                `{"name":"I.txt"}`,
		"/children":                    `{"value":[]}`,
		"/activities?$count=true":      `{"@odata.count":2,"value":[` + allActions + `,` + oneAction + `]}`,
		"/analytics":                   `{"id":"~analytics~i","allTime":` + allTime + `,"lastSevenDays":` + lastSevenDays + `}`,
		"/analytics/allTime":           allTime,
		"/analytics/lastSevenDays":     lastSevenDays,
		"/analytics/itemActivityStats": `{"value":[` + stat + `]}`,
		"/analytics/itemActivityStats?$count=true&$top=1":               `{"@odata.count":1,"value":[` + stat + `]}`,
		"/analytics/itemActivityStats/s":                                stat,
		"/analytics/itemActivityStats/~allTime~i":                       allTime,
		"/analytics/itemActivityStats/s/activities":                     `{"value":[` + access2 + `,` + access1 + `]}`,
		"/analytics/itemActivityStats/~allTime~i/activities":            `{"value":[` + access3 + `,` + access2 + `,` + access1 + `]}`,
		"/analytics/itemActivityStats/s/activities/a1":                  access1,
		"/analytics/itemActivityStats/~day:2017-01-01~i/activities/a1":  access1,
		"/analytics/itemActivityStats/~day:2017-01-02~i/activities/a2":  access2,
		"/analytics/itemActivityStats/~allTime~i/activities/a3":         access3,
		"/analytics/itemActivityStats/~week:2017-W01~i/activities/a3":   access3,
		"/analytics/itemActivityStats/~month:2017-01~i/activities/a2":   access2,
		"/analytics/itemActivityStats/~day:2017-01-02~i?$select=access": `{"access":{"actionCount":1,"actorCount":1}}`,
	}
	paths := map[string]string{
		"":        `{"id":"g","createdDateTime":` + now + `,"displayName":"G"}`,
		"/owners": `{"value":[{"id":"local-user","displayName":"Local User"}]}`,
		"/members?$count=true": `{"@odata.count":3,"value":[{"id":"local-user","displayName":"Local User"},` +
			`{"id":"jim"},{"id":"app"}]}`,
		"/members?$select=id":       `{"value":[{"id":"local-user"},{"id":"jim"},{"id":"app"}]}`,
		"/drive":                    `{"id":"d"}`,
		"/drive/items/f":            folderJSON,
		"/drive/items/f/children":   `{"value":[` + fileJSON + `]}`,
		"/drive/items/f/activities": `{"value":[]}`,
		"/drive/items('i')":         fileJSON,
		"/drive/activities":         `{"value":[` + allActions + `,` + oneAction + `]}`,
		"/drive/activities?$orderby=times/observedDateTime desc": `{"value":[` + allActions + `,` + oneAction + `]}`,
		"/drive/activities/k":                   allActions,
		"/drive/activities/k?$select=id,action": idAndAction + "}",
	}
	for path, want := range item {
		paths["/drive/items/i"+path] = want
		paths["/drive/activities/k0/driveItem"+path] = want
	}
	for path, want := range paths {
		for _, group := range []string{"/v1.0/groups/g", "/beta/me/joinedGroups/g"} {
			t.Run(group+path, func(t *testing.T) {
				s.get(t, group+strings.ReplaceAll(path, " ", "%20")).want(t, http.StatusOK, want)
			})
		}
	}
}

// TestNotInPath reads objects below objects that they do not belong to.
func TestNotInPath(t *testing.T) {
	s := newDriveServer(t)
	const stats = "/v1.0/groups/g/drive/items/i/analytics/itemActivityStats"
	for _, path := range []string{
		stats + "/s/activities/a3", stats + "/~day:2017-01-01~i/activities/a2", stats + "/~day:2017-01-02~i/activities/a1", stats + "/~lastSevenDays~i/activities/a1",
		stats + "/~allTime~f", stats + "/~allTime~f/activities", stats + "/~allTime~f/activities/a1", stats + "/~day:2017-01-32~i", stats + "/s/activities/k", stats + "/s/activities/s",
		"/v1.0/groups/g/drive/items/f/analytics/itemActivityStats/s", "/v1.0/groups/g/drive/items/f/analytics/itemActivityStats/~allTime~i/activities",
		"/v1.0/groups/g/drive/items/d", "/v1.0/groups/g/drive/items/g/activities", "/v1.0/groups/d", "/v1.0/groups/i/members",
		"/v1.0/groups/g/drive/activities/i", "/v1.0/groups/g/drive/activities/a1", "/v1.0/groups/g/drive/activities/g/driveItem", "/v1.0/groups/g/drive/activities/a1/driveItem",
	} {
		s.get(t, path).wantError(t, http.StatusNotFound, "itemNotFound")
	}
}

// TestDeletedItem: a deleted item can be read, and so can its statistics.
func TestDeletedItem(t *testing.T) {
	s := newDriveServer(t)
	s.Execute(t, `mutation { deleteDriveItem(driveItemId: "i") { id } }`, nil, new(any))
	deleted := strings.TrimSuffix(fileJSON, "}") + `,"deleted":{"state":"deleted"}}`
	s.get(t, "/v1.0/groups/g/drive/items/i").want(t, http.StatusOK, deleted)
	s.get(t, "/v1.0/groups/g/drive/items/i/analytics/allTime?$select=access").want(t, http.StatusOK, `{"access":{"actionCount":3,"actorCount":2}}`)
}

// TestActivityOptions filters and orders the accesses in a window.
func TestActivityOptions(t *testing.T) {
	s := newDriveServer(t)
	const path = "/v1.0/groups/g/drive/items/i/analytics/itemActivityStats/~allTime~i/activities"
	for query, want := range map[string]string{
		"$orderby=activityDateTime desc":                                                                "a3 a2 a1",
		"$orderby=activityDateTime asc":                                                                 "a1 a2 a3",
		"$orderby=activityDateTime":                                                                     "a1 a2 a3",
		"$filter=activityDateTime ge 2017-01-02T00:00:00Z":                                              "a3 a2",
		"$filter=activityDateTime gt 2017-01-02T00:00:00Z":                                              "a3",
		"$filter=activityDateTime lt 2017-01-02T00:00:00Z":                                              "a1",
		"$filter=activityDateTime le 2017-01-02T02:00:00+02:00":                                         "a2 a1",
		"$filter=activityDateTime ge 2017-01-02T00:00:00Z and activityDateTime lt 2017-01-03T00:00:00Z": "a2",
		"$filter=activityDateTime lt 2017-01-03T00:00:00Z and activityDateTime ge 2017-01-01T00:00:00Z&$orderby=activityDateTime&$top=2": "a1 a2",
		// A client that does not encode the sign + sends a space.
		"$filter=activityDateTime ge 2017-01-02T02:00:00 02:00 and activityDateTime lt 2017-01-03T00:00:00 00:00":                             "a2",
		"$filter=activityDateTime gt 2018-01-01T00:00:00Z":                                                                                    "",
		"$filter=activityDateTime ge 2017-01-01T00:00:00Z&$count=true&$select=id":                                                             "a3 a2 a1",
		"$filter=activityDateTime ge 2017-01-02T00:00:00Z and activityDateTime le 2017-01-02T00:00:00Z&$orderby=activityDateTime desc&$top=5": "a2",
	} {
		var ids []string
		for _, each := range s.page(t, path+"?"+escapeQuery(query)).Value {
			ids = append(ids, each.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s returns %s, want %s", query, got, want)
		}
	}
	// A link keeps the options. Some clients encode the sign + of a link again, so that it is no
	// space.
	first := s.page(t, path+"?"+escapeQuery("$filter=activityDateTime lt 2017-01-03T03:00:00+03:00&$orderby=activityDateTime asc&$top=1"))
	if !strings.Contains(first.NextLink, "?$filter=activityDateTime%20lt%202017-01-03T03%3A00%3A00%2B03%3A00&$orderby=activityDateTime%20asc&") {
		t.Errorf("the link is %s", first.NextLink)
	}
	second := s.page(t, strings.TrimPrefix(first.NextLink, publicURL))
	if len(first.Value) != 1 || first.Value[0].ID != "a1" || len(second.Value) != 1 || second.Value[0].ID != "a2" || second.NextLink != "" {
		t.Errorf("the pages are %+v and %+v", first, second)
	}
	for _, query := range []string{
		"$filter=activityDateTime eq 2017-01-02T00:00:00Z", "$filter=recordedDateTime ge 2017-01-02T00:00:00Z", "$filter=activityDateTime ge 2017-01-02",
		"$filter=activityDateTime ge 2017-01-02T00:00:00Z or activityDateTime lt 2017-01-02T00:00:00Z", "$filter=activityDateTime ge 2017-01-02T00:00:00Z and activityDateTime lt 2017-01-02T00:00:00Z",
		"$orderby=id", "$orderby=activityDateTime DESC", "$orderby=activityDateTime,id",
	} {
		got := s.get(t, path+"?"+escapeQuery(query)).wantError(t, http.StatusBadRequest, "invalidRequest")
		if option, _, _ := strings.Cut(query, "="); !strings.Contains(got.Message, option) {
			t.Errorf("the message for %s does not name the option: %s", query, got.Message)
		}
	}
	got := s.get(t, "/v1.0/groups/g/drive/activities?$orderby=id").wantError(t, http.StatusBadRequest, "invalidRequest")
	if !strings.Contains(got.Message, "times/observedDateTime desc") {
		t.Errorf("the message is %q", got.Message)
	}
}

// escapeQuery escapes the spaces and the plus signs of a query.
func escapeQuery(query string) string {
	return strings.NewReplacer(" ", "%20", "+", url.QueryEscape("+")).Replace(query)
}

// TestMembersOfOthers: a member's name is not shown to callers that GraphQL does not show it
// to.
func TestMembersOfOthers(t *testing.T) {
	s := newDriveServer(t)
	s.do(t, &auth.Principal{UserID: "sue", DisplayName: "Sue", Scopes: userScopes}, http.MethodGet, "/v1.0/me", "")
	s.Execute(t, `mutation { addGroupMember(groupId: "g", userId: "sue") { id } }`, nil, new(any))
	jim := &auth.Principal{UserID: "jim", Scopes: userScopes}
	s.do(t, jim, http.MethodGet, "/v1.0/groups/g/members", "").want(t, http.StatusOK,
		`{"value":[{"id":"local-user","displayName":"Local User"},{"id":"jim"},{"id":"app"},{"id":"sue"}]}`)
}
