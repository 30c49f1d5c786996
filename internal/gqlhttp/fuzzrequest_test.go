package gqlhttp_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/tools/txtar"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// longestRequest is the time after which a request counts as hung. It is longer than the
// time limit of a request, even on a slow machine.
const longestRequest = 30 * time.Second

// newFuzzServer returns a server with default limits and the example data, for all requests
// of a fuzzing process.
func newFuzzServer(f *testing.F) *gqlhttptest.Server {
	f.Helper()
	s := gqlhttptest.NewServerWith(f, gqlhttptest.Config{Limits: engine.DefaultLimits(), Logger: slog.New(slog.DiscardHandler)})
	if err := s.Store.CreateExample(f.Context()); err != nil {
		f.Fatal(err)
	}
	return s
}

// FuzzRequest sends arbitrary requests. The fuzzed bytes are the body of a POST request, or
// the query of the URL for any other method.
func FuzzRequest(f *testing.F) {
	s := newFuzzServer(f)
	methods := []string{http.MethodPost, http.MethodGet, http.MethodHead, http.MethodPut, http.MethodOptions}
	for _, accept := range []string{
		"", "*/*", jsonType, responseType, "text/html", "application/*;q=0.5, " + responseType + ";q=0", "application/json;q=x, ,;",
		"APPLICATION/JSON", `text/x;a="application/json,"`,
	} {
		f.Add(uint8(0), jsonType, accept, []byte(meQuery))
	}
	for _, contentType := range []string{"", "text/plain", "application/json; charset=latin1", "application/json; ="} {
		f.Add(uint8(0), contentType, responseType, []byte(meQuery))
	}
	for _, body := range []string{
		"", "null", "[]", `{}`, `{"query":5}`, meQuery + "x", `{"query":"` + "\xff" + `"}`, `{"query":"{a}","query":"{b}"}`,
		`{"query":"query($n:Int){groups(first:$n){totalCount}}","variables":{"n":1e400}}`,
		`{"query":"query($i:[ID!]!){nodes(ids:$i){id}}","variables":{"i":["local-user",null]},"extensions":{"cost":true}}`,
		`{"query":"query A{me{id}} mutation B{createGroup(input:{displayName:\"x\"}){id}}","operationName":"B"}`,
	} {
		f.Add(uint8(0), jsonType, responseType, []byte(body))
	}
	for _, params := range []string{"", "query=%7Bme%7Bid%7D%7D", "query=%ff", "query=;&query=%7B", "query=%7Bme%7Bid%7D%7D&variables=[]", "query=" + url.QueryEscape(createGroupMutation)} {
		for method := range methods {
			f.Add(uint8(method), "", jsonType, []byte(params))
		}
	}
	for _, attack := range attackBodies(f) {
		f.Add(uint8(0), jsonType, responseType, attack)
	}
	f.Fuzz(func(t *testing.T, method uint8, contentType, accept string, body []byte) {
		r := gqlhttptest.NewPost(t, strings.NewReader(string(body)))
		if r.Method = methods[int(method)%len(methods)]; r.Method != http.MethodPost {
			r.Body, r.ContentLength, r.URL.RawQuery = http.NoBody, 0, string(body)
		}
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Accept", accept)
		checkResponse(t, s, r)
	})
}

// FuzzDocument sends arbitrary documents. It checks that a response never has more fields
// than its estimated cost. The limit of the cost relies on that.
func FuzzDocument(f *testing.F) {
	s := newFuzzServer(f)
	for _, document := range []string{
		"", "{", "{me{id}}#", "{a a a}", "{me{id me}}", "subscription{me{id}}", "fragment A on Query{me{id}}", "query A{me{id}} query A{me{id}}",
		"{...A} fragment A on Query{...B} fragment B on Query{...A}", "{node(id:\"x\"){...A}} fragment A on DriveItem{parent{...A}}",
		"{...a ...a} fragment a on Query{...b ...b} fragment b on Query{...c ...c} fragment c on Query{me{id}}",
		"{me{joinedGroups{nodes{id id}} joinedGroups{nodes{id}}}}", "{me @skip(if:true) @include(if:false) {id}}", "{me{id ... @defer{displayName}}}",
		"{groups(first:100){nodes{drive{items(first:100){nodes{children(first:100){nodes{id}}}}}}}}", "{nodes(ids:[[[[",
		"{__schema{types{name fields{name type{name ofType{name}}}}}}", `{__type(name:"ID"){name}}`, `{node(id:"\ud83d\ude00\u0000"){id}}`, `{node(id:"""a"""){id}}`,
		`{itemActivityStat(id:"~allTime~example-file"){activities(last:3){totalCount edges{cursor node{id actor{user{id}}}} pageInfo{endCursor}}}}`,
		`{driveItem(id:"example-file"){analytics{itemActivityStats(first:2){nodes{id access{actionCount}}} activitiesByInterval(startDateTime:"2024-01-01",endDateTime:"2024-01-03",interval:"day"){startDateTime}}}}`,
	} {
		f.Add(document)
	}
	for _, document := range goldenDocuments(f) {
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, document string) {
		if !utf8.ValidString(document) {
			t.Skip("JSON would change the document")
		}
		body, err := json.Marshal(map[string]any{"query": document, "extensions": map[string]bool{"cost": true}})
		if err != nil {
			t.Fatal(err)
		}
		r := gqlhttptest.NewPost(t, strings.NewReader(string(body)))
		r.Header.Set("Accept", responseType)
		response := checkResponse(t, s, r)
		if response.Extensions.Cost == nil || readsSchema.MatchString(document) {
			return // rejected, or of a size that the schema bounds
		}
		if fields := countMembers(response.Data); fields > response.Extensions.Cost.Requested {
			t.Errorf("the response has %d fields, and the cost is %d", fields, response.Extensions.Cost.Requested)
		}
	})
}

// readsSchema matches documents with introspection. The cost does not include the lists of
// introspection.
var readsSchema = regexp.MustCompile(`__(schema|type)\b`)

func countMembers(value any) int {
	n := 0
	switch value := value.(type) {
	case map[string]any:
		n = len(value)
		for _, member := range value {
			n += countMembers(member)
		}
	case []any:
		for _, element := range value {
			n += countMembers(element)
		}
	}
	return n
}

// fuzzedResponse has the entries that a response may have.
type fuzzedResponse struct {
	Data   any `json:"data"`
	Errors []struct {
		Message    string `json:"message"`
		Path       []any  `json:"path"`
		Extensions struct {
			Code      string `json:"code"`
			RequestID string `json:"requestId"`
		} `json:"extensions"`
	} `json:"errors"`
	Extensions struct {
		Cost *struct {
			Requested int `json:"requested"`
		} `json:"cost"`
	} `json:"extensions"`
}

// checkResponse sends a request and checks the properties of every response.
func checkResponse(t *testing.T, s *gqlhttptest.Server, r *http.Request) fuzzedResponse {
	t.Helper()
	// If a request hangs, only a panic ends the fuzzing process and saves the input.
	defer time.AfterFunc(longestRequest, func() { panic("a request hangs") }).Stop()
	recorder, requestID := s.Do(r, auth.Local())
	body := recorder.Body.Bytes()
	if r.Method == http.MethodHead {
		if len(body) > 0 {
			t.Fatalf("the response to HEAD has a body: %q", body)
		}
		return fuzzedResponse{}
	}
	// jsontext also rejects invalid UTF-8 and duplicate members.
	if !jsontext.Value(body).IsValid() {
		t.Fatalf("the response is not valid JSON: %q", body)
	}
	var members map[string]json.RawMessage
	var response fuzzedResponse
	for _, into := range []any{&members, &response} {
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatalf("%v in %q", err, body)
		}
	}
	_, hasData := members["data"]
	rejected := recorder.Code != http.StatusOK
	for _, e := range response.Errors {
		if e.Message == "" || e.Extensions.RequestID != requestID || !slices.Contains(clientErrorCodes, e.Extensions.Code) {
			t.Errorf("an error is %+v, and the request id is %s", e, requestID)
		}
		rejected = rejected || len(e.Path) == 0
	}
	if hasData == rejected || rejected && len(response.Errors) == 0 {
		t.Errorf("rejected: %t, data: %t in %q", rejected, hasData, body)
	}
	checkHead(t, r, recorder)
	return response
}

// clientErrorCodes are the codes of errors that the client caused. The others would be
// faults: a panic has the code INTERNAL, and a request that exceeds its time limit has the
// code UNAVAILABLE.
var clientErrorCodes = []string{
	"BAD_USER_INPUT", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "PAYLOAD_TOO_LARGE", "QUERY_TOO_COMPLEX", "PERSISTED_QUERY_NOT_SUPPORTED",
}

// checkHead checks that the status is documented, and that the Accept header includes the
// media type unless the status is 406.
func checkHead(t *testing.T, r *http.Request, recorder *httptest.ResponseRecorder) {
	t.Helper()
	if !slices.Contains([]int{200, 400, 405, 406, 413, 415}, recorder.Code) {
		t.Errorf("the status is %d", recorder.Code)
	}
	accept := strings.ToLower(r.Header.Get("Accept"))
	names := func(mediaType string) bool {
		return strings.TrimSpace(accept) == "" || strings.Contains(accept, mediaType) || strings.Contains(accept, "*/*") || strings.Contains(accept, "application/*")
	}
	contentType := recorder.Header().Get("Content-Type")
	mediaType, isUTF8 := strings.CutSuffix(contentType, "; charset=utf-8")
	if !isUTF8 || mediaType != jsonType && mediaType != responseType {
		t.Fatalf("Content-Type is %q", contentType)
	}
	if recorder.Code != http.StatusNotAcceptable && !names(mediaType) {
		t.Errorf("Accept is %q, and Content-Type is %q", accept, contentType)
	}
	exact := map[string]string{"": jsonType, "*/*": jsonType, jsonType: jsonType, responseType: responseType}
	if want, known := exact[accept]; known && mediaType != want {
		t.Errorf("Accept is %q, and Content-Type is %q", accept, contentType)
	}
}

// attackBodies returns the bodies of the attacks in test/attacks.txtar. It leaves out
// templates, whose bodies are too long for a seed.
func attackBodies(f *testing.F) [][]byte {
	f.Helper()
	archive, err := txtar.ParseFile(filepath.Join("..", "..", "test", "attacks.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	var bodies [][]byte
	for _, file := range archive.Files {
		if _, body, _ := strings.Cut(string(file.Data), "\n\n"); body != "" && !strings.Contains(body, "{{") {
			bodies = append(bodies, []byte(body))
		}
	}
	return bodies
}

// goldenDocuments returns the documents in the golden files of package graph.
func goldenDocuments(f *testing.F) []string {
	f.Helper()
	archives, err := filepath.Glob("../../graph/testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		f.Fatal("there are no golden files", err)
	}
	var documents []string
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".graphql") {
				documents = append(documents, string(file.Data))
			}
		}
	}
	return documents
}
