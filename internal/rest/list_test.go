package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// page is a page of a list.
type page struct {
	Count    *int   `json:"@odata.count"`
	NextLink string `json:"@odata.nextLink"`
	Value    []struct{ ID string }
}

func (s *server) page(t *testing.T, url string) page {
	t.Helper()
	got := s.get(t, url)
	var p page
	if err := json.Unmarshal(got.Body.Bytes(), &p); err != nil || got.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", url, got.Code, got.Body)
	}
	return p
}

// newGroupsServer returns a server with groups of the local user, g0 to g4.
func newGroupsServer(t *testing.T) *server {
	t.Helper()
	s := newServer(t, gqlhttptest.NewServer(t))
	for i := range 5 {
		s.Execute(t, `mutation($id: ID!) { createGroup(input: {id: $id, displayName: "G"}) { id } }`, map[string]any{"id": fmt.Sprintf("g%d", i)}, new(any))
	}
	return s
}

// TestPages reads all pages of a list through their links.
func TestPages(t *testing.T) {
	s := newGroupsServer(t)
	var ids []string
	links := 0
	for url := "/beta/me/joinedGroups?%24top=2&$count=true&$select=id"; url != ""; links++ {
		p := s.page(t, url)
		if p.Count == nil || *p.Count != 5 || len(p.Value) > 2 {
			t.Errorf("%s: %+v", url, p)
		}
		for _, group := range p.Value {
			ids = append(ids, group.ID)
		}
		if p.NextLink != "" && !strings.HasPrefix(p.NextLink, publicURL+"/beta/me/joinedGroups?$count=true&$select=id&$top=2&$skiptoken=") {
			t.Errorf("the link is %s", p.NextLink)
		}
		url = strings.TrimPrefix(p.NextLink, publicURL)
	}
	if got := strings.Join(ids, " "); got != "g0 g1 g2 g3 g4" || links != 3 {
		t.Errorf("%d pages have %s", links, got)
	}
	if p := s.page(t, "/v1.0/me/joinedGroups?$count=false"); p.Count != nil || p.NextLink != "" || len(p.Value) != 5 {
		t.Errorf("the page is %+v", p)
	}
	s.get(t, "/v1.0/me/joinedGroups?$top=1&$select=displayName").want(t, http.StatusOK,
		`{"@odata.nextLink":"`+s.page(t, "/v1.0/me/joinedGroups?$top=1&$select=displayName").NextLink+`","value":[{"displayName":"G"}]}`)
}

// TestNamesOfOptions: the names of query options are not case-sensitive. Graph's
// documentation and clients write $skipToken.
func TestNamesOfOptions(t *testing.T) {
	s := newGroupsServer(t)
	first := s.page(t, "/v1.0/me/joinedGroups?$Top=3&$COUNT=true")
	if len(first.Value) != 3 || first.Count == nil || *first.Count != 5 {
		t.Fatalf("the page is %+v", first)
	}
	token := first.NextLink[strings.Index(first.NextLink, "$skiptoken=")+len("$skiptoken="):]
	second := s.page(t, "/v1.0/me/joinedGroups?%24skipToken="+token+"&$top=1")
	if len(second.Value) != 1 || second.Value[0].ID != "g3" || strings.Contains(second.NextLink, "skipToken") {
		t.Errorf("the page is %+v", second)
	}
	if third := s.page(t, strings.TrimPrefix(second.NextLink, publicURL)); len(third.Value) != 1 || third.Value[0].ID != "g4" || third.NextLink != "" {
		t.Errorf("the page is %+v", third)
	}
}

// TestRejectedOptions sends invalid query options.
func TestRejectedOptions(t *testing.T) {
	s := newGroupsServer(t)
	for option, names := range map[string]string{
		"$top=0": "$top", "$top=101": "$top", "$top=x": "$top", "$top=": "$top", "$top=1.5": "$top", "$top=%2B2": "$top", "$top=99999999999999999999": "$top",
		"$count=1": "$count", "$count=TRUE": "$count", "$count=true&%24count=true": "$count",
		"$select=name": `"name"`, "$select=id,": `""`, "$select=": "$select", "$select=id&$select=id": "$select", "$select=@odata.count": `"@odata.count"`,
		"$skiptoken=x": "$skiptoken", "$skiptoken=": "$skiptoken",
		"$filter=id eq 'x'": "$filter", "$orderby=id": "$orderby", "$skip=1": "$skip", "$Expand=drive": "$Expand", "$top=1&$Top=1": "more than once", "Top=1": `"Top"`, "$expand=drive": "$expand", "$search=x": "$search", "top=1": `"top"`, "a;b": `"a;b"`, "%zz=1": "encoded",
	} {
		got := s.get(t, "/v1.0/me/joinedGroups?"+strings.ReplaceAll(option, " ", "%20")).wantError(t, http.StatusBadRequest, "invalidRequest")
		if !strings.Contains(got.Message, names) && option != "a;b" {
			t.Errorf("the message for %s does not contain %s: %s", option, names, got.Message)
		}
	}
}

func TestMe(t *testing.T) {
	s := newGroupsServer(t)
	s.get(t, "/v1.0/me").want(t, http.StatusOK, `{"id":"local-user","displayName":"Local User"}`)
	s.get(t, "/v1.0/me?$select=displayName").want(t, http.StatusOK, `{"displayName":"Local User"}`)
	nameless := &auth.Principal{UserID: "jane", Scopes: auth.FilesRead}
	s.do(t, nameless, http.MethodGet, "/beta/me", "").want(t, http.StatusOK, `{"id":"jane"}`)
}

// TestContext: the annotation @odata.context is sent only if the client asks for it.
func TestContext(t *testing.T) {
	s := newGroupsServer(t)
	const me = `"id":"local-user","displayName":"Local User"}`
	for _, accept := range []string{"application/json;odata.metadata=full", "text/html, application/json; odata.metadata=full;q=0.5"} {
		s.do(t, auth.Local(), http.MethodGet, "/v1.0/me", "", "Accept", accept).
			want(t, http.StatusOK, `{"@odata.context":"`+publicURL+`/v1.0/$metadata#microsoft.graph.user",`+me)
	}
	for _, accept := range []string{"application/json;odata.metadata=minimal", "application/json", "*/*"} {
		s.do(t, auth.Local(), http.MethodGet, "/v1.0/me", "", "Accept", accept).want(t, http.StatusOK, `{`+me)
	}
	got := s.do(t, auth.Local(), http.MethodGet, "/v1.0/me/joinedGroups?$select=id&$top=5", "", "Accept", "application/json;odata.metadata=full")
	if !strings.HasPrefix(got.Body.String(), `{"@odata.context":"`+publicURL+`/v1.0/$metadata#Collection(microsoft.graph.group)",`) {
		t.Errorf("the list is %s", got.Body)
	}
}

// TestAllTime: the statistics of an item have the counts of what was recorded.
func TestAllTime(t *testing.T) {
	s := newItemServer(t)
	s.create(t, auth.Local(), "/v1.0/groups/g"+activities, `{"access":{}}`)
	const none = `{"actionCount":0,"actorCount":0}`
	const one = `{"actionCount":1,"actorCount":1}`
	s.get(t, "/v1.0/me/joinedGroups/g/drive/items/i/analytics/allTime").want(t, http.StatusOK,
		`{"id":"~allTime~i","access":`+one+`,"create":`+none+`,"edit":`+one+`,"delete":`+none+`,"move":`+none+`}`)
}

// TestHead: HEAD has the headers of GET and no body.
func TestHead(t *testing.T) {
	s := newGroupsServer(t)
	get, head := s.get(t, "/v1.0/me"), s.do(t, auth.Local(), http.MethodHead, "/v1.0/me", "")
	if head.Code != http.StatusOK || head.Body.Len() != 0 || head.Header().Get("Content-Length") != get.Header().Get("Content-Length") {
		t.Errorf("the response is %d %v %s", head.Code, head.Header(), head.Body)
	}
}
