package rest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// newTreeServer returns a server with the items of a drive: the folders a and b and the file c
// at the top, the file a1 and the folder a2 in a, and the file a21 in a2. The file gone at the
// top and the file a3 in a are deleted.
func newTreeServer(t *testing.T) *server {
	t.Helper()
	s := gqlhttptest.NewServer(t)
	s.Execute(t, `mutation {
		createGroup(input: {id: "g", displayName: "G", driveId: "d"}) { id }
		gone: createDriveItem(driveId: "d", input: {id: "gone", name: "Report 0", file: {}}) { id }
		a: createDriveItem(driveId: "d", input: {id: "a", name: "Reports", folder: {}}) { id }
		b: createDriveItem(driveId: "d", input: {id: "b", name: "B", folder: {}}) { id }
		c: createDriveItem(driveId: "d", input: {id: "c", name: "it's 50% / C", file: {}}) { id }
		a1: createDriveItem(driveId: "d", input: {id: "a1", name: "REPORT.txt", parentId: "a", file: {}}) { id }
		a2: createDriveItem(driveId: "d", input: {id: "a2", name: "A2", parentId: "a", folder: {}}) { id }
		a3: createDriveItem(driveId: "d", input: {id: "a3", name: "Report 3", parentId: "a", file: {}}) { id }
		a21: createDriveItem(driveId: "d", input: {id: "a21", name: "Old report", parentId: "a2", file: {}}) { id }
		deleted: deleteDriveItem(driveItemId: "gone") { id }
		deleted2: deleteDriveItem(driveItemId: "a3") { id }
	}`, nil, new(any))
	return newServer(t, s)
}

// ids returns the ids of a page, separated by spaces.
func (p page) ids() string {
	all := make([]string, 0, len(p.Value))
	for _, each := range p.Value {
		all = append(all, each.ID)
	}
	return strings.Join(all, " ")
}

// TestChildren lists the items at the top of a drive and in folders. Deleted items are in no
// list and in no count.
func TestChildren(t *testing.T) {
	s := newTreeServer(t)
	for path, want := range map[string]string{
		"/root/children": "a b c", "/items/a/children": "a1 a2", "/items/a2/children": "a21", "/items/b/children": "", "/items/c/children": "",
	} {
		for _, group := range []string{"/v1.0/groups/g/drive", "/beta/me/joinedGroups/g/drive"} {
			p := s.page(t, group+path+"?$count=true")
			if p.ids() != want || p.NextLink != "" || p.Count == nil || *p.Count != len(strings.Fields(want)) {
				t.Errorf("%s: %+v, want %s", path, p, want)
			}
		}
	}
	s.get(t, "/v1.0/groups/g/drive/root/children?$select=name,parentReference,file,folder,deleted").want(t, http.StatusOK,
		`{"value":[{"name":"Reports","parentReference":{"driveId":"d"},"folder":{}},{"name":"B","parentReference":{"driveId":"d"},"folder":{}},`+
			`{"name":"it's 50% / C","parentReference":{"driveId":"d"},"file":{}}]}`)

	var ids []string
	links := 0
	for path := "/v1.0/groups/g/drive/root/children?$top=1"; path != ""; links++ {
		p := s.page(t, path)
		ids = append(ids, p.ids())
		if p.NextLink != "" && !strings.HasPrefix(p.NextLink, publicURL+"/v1.0/groups/g/drive/root/children?") {
			t.Errorf("the link is %s", p.NextLink)
		}
		path = strings.TrimPrefix(p.NextLink, publicURL)
	}
	if got := strings.Join(ids, " "); got != "a b c" || links != 3 {
		t.Errorf("%d pages have %s", links, got)
	}
	for _, option := range []string{"$orderby=name", "$filter=name eq 'B'", "$search=B", "$expand=children"} {
		s.get(t, "/v1.0/groups/g/drive/root/children?"+escapeQuery(option)).wantError(t, http.StatusBadRequest, "invalidRequest")
	}
}

// TestSearch finds the items of a drive, at all levels, whose names contain a text.
func TestSearch(t *testing.T) {
	s := newTreeServer(t)
	s.Execute(t, `mutation {
		createGroup(input: {id: "g2", displayName: "G2", driveId: "d2"}) { id }
		createDriveItem(driveId: "d2", input: {id: "other", name: "Report", file: {}}) { id }
	}`, nil, new(any))
	const drive = "/v1.0/groups/g/drive"
	search := func(text string) string {
		return drive + "/root/search(q='" + url.PathEscape(strings.ReplaceAll(text, "'", "''")) + "')"
	}
	for text, want := range map[string]string{"report": "a a1 a21", "REPORT.": "a1", "old r": "a21", "nothing": "", "it's": "c", "50%": "c", "%": "c", " / ": "c", "_": "", "g": ""} {
		if p := s.page(t, search(text)+"?$count=true"); p.ids() != want || *p.Count != len(strings.Fields(want)) {
			t.Errorf("%s: %+v, want %s", text, p, want)
		}
	}
	first := s.page(t, search("report")+"?$top=2")
	second := s.page(t, strings.TrimPrefix(first.NextLink, publicURL))
	if first.ids() != "a a1" || second.ids() != "a21" || second.NextLink != "" {
		t.Errorf("the pages are %+v and %+v", first, second)
	}
	if p := s.page(t, "/beta/me/joinedGroups/g2/drive/root/search(q='report')"); p.ids() != "other" {
		t.Errorf("the other drive has %+v", p)
	}
	for _, text := range []string{"", strings.Repeat("x", 256), "a\nb"} {
		got := s.get(t, search(text)).wantError(t, http.StatusBadRequest, "invalidRequest")
		if strings.Contains(got.Message, "nameContains") || !strings.Contains(got.Message, "{q}") {
			t.Errorf("the message for %q is %s", text, got.Message)
		}
	}
	for _, path := range []string{"/root/search", "/root/search()", "/root/search(q=report)", "/root/search(q='a',p='b')", "/root/search(q='a'b')", "/search(q='report')"} {
		s.get(t, drive+path).wantError(t, http.StatusNotFound, "itemNotFound")
	}
}

// TestDriveActivityRange lists the drive activities of a drive and of an item in a period.
func TestDriveActivityRange(t *testing.T) {
	s := newDriveServer(t) // with the activities k0 and, 25 hours later, k
	for _, path := range []string{"/v1.0/groups/g/drive/activities", "/v1.0/groups/g/drive/items/i/activities", "/beta/me/joinedGroups/g/drive/activities/k/driveItem/activities"} {
		t.Run(path, func(t *testing.T) { testDriveActivityRange(t, s, path) })
	}
	if p := s.page(t, "/v1.0/groups/g/drive/items/f/activities?"+escapeQuery("$filter=times/observedDateTime ge 2017-01-01T00:00:00Z")); len(p.Value) != 0 {
		t.Errorf("the folder has %+v", p)
	}
}

func testDriveActivityRange(t *testing.T, s *server, path string) {
	t.Helper()
	for filter, want := range map[string]string{
		"times/observedDateTime ge 2017-01-01T00:00:00Z":                                                     "k k0",
		"times/observedDateTime gt 2017-01-01T00:00:00Z":                                                     "k",
		"times/observedDateTime lt 2017-01-02T01:04:05Z":                                                     "k0",
		"times/observedDateTime le 2017-01-02T03:04:05+02:00":                                                "k k0",
		"times/observedDateTime ge 2017-01-01T00:00:00Z and times/observedDateTime lt 2017-01-02T00:00:00Z":  "k0",
		"times/observedDateTime lt 2017-01-03T00:00:00Z and times/observedDateTime ge 2017-01-02T00:00:00Z":  "k",
		"times/observedDateTime gt 2017-01-01T00:00:00Z and  times/observedDateTime lt 2017-01-02T01:04:05Z": "",
	} {
		for _, options := range []string{"&$count=true", "&$count=true&$orderby=times/observedDateTime desc&$select=id"} {
			if p := s.page(t, path+"?"+escapeQuery("$filter="+filter+options)); p.ids() != want || *p.Count != len(strings.Fields(want)) {
				t.Errorf("%s returns %+v, want %s", filter, p, want)
			}
		}
	}
	first := s.page(t, path+"?"+escapeQuery("$top=1&$filter=times/observedDateTime ge 2016-01-01T00:00:00Z"))
	second := s.page(t, strings.TrimPrefix(first.NextLink, publicURL))
	if first.ids() != "k" || second.ids() != "k0" || second.NextLink != "" {
		t.Errorf("the pages are %+v and %+v", first, second)
	}
	for _, filter := range []string{
		"activityDateTime ge 2017-01-01T00:00:00Z", "observedDateTime ge 2017-01-01T00:00:00Z", "times/recordedDateTime ge 2017-01-01T00:00:00Z", "times/observedDateTime eq 2017-01-01T00:00:00Z",
		"times/observedDateTime ge 2017-01-01", "times/observedDateTime ge 2017-01-02T00:00:00Z and times/observedDateTime lt 2017-01-02T00:00:00Z",
	} {
		got := s.get(t, path+"?"+escapeQuery("$filter="+filter)).wantError(t, http.StatusBadRequest, "invalidRequest")
		if !strings.Contains(got.Message, "$filter") || strings.Contains(got.Message, "before must") || strings.Count(got.Message, `"2017-01-01"`) > 1 {
			t.Errorf("the message for %s is %s", filter, got.Message)
		}
	}
}
