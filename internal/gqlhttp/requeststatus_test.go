package gqlhttp_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestStatusOfOperations checks the status for both media types of GraphQL over HTTP. With
// application/json, every well-formed request has the status 200, because old clients read
// no other body. With the newer media type, an invalid document has the status 400.
func TestStatusOfOperations(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for _, c := range []struct {
		name, body   string
		older, newer int
	}{
		{"a query", meQuery, 200, 200},
		{"a field error", `{"query":"mutation { createGroup(input: {displayName: \"\"}) { id } }"}`, 200, 200},
		{"an unknown field", `{"query":"{ nothing }"}`, 200, 400},
		{"a syntax error", `{"query":"{"}`, 200, 400},
		{"a missing variable", `{"query":"query ($id: ID!) { node(id: $id) { id } }"}`, 200, 400},
		{"an unknown operation", `{"query":"query A { me { id } }","operationName":"B"}`, 200, 400},
	} {
		for accept, status := range map[string]int{
			"": c.older, "*/*": c.older, jsonType: c.older, responseType: c.newer,
			responseType + ", application/json;q=0.9": c.newer,
		} {
			t.Run(c.name+" with Accept "+accept, func(t *testing.T) {
				r := gqlhttptest.NewPost(t, strings.NewReader(c.body))
				if accept != "" {
					r.Header.Set("Accept", accept)
				}
				recorder, _ := s.Do(r, auth.Local())
				if recorder.Code != status {
					t.Errorf("status %d, want %d: %s", recorder.Code, status, recorder.Body)
				}
				mediaType := jsonType
				if strings.HasPrefix(accept, responseType) {
					mediaType = responseType
				}
				if got, _, _ := strings.Cut(recorder.Header().Get("Content-Type"), ";"); got != mediaType {
					t.Errorf("Content-Type is %q, want %q", got, mediaType)
				}
			})
		}
	}
}

// TestHeadMatchesGet sends queries, invalid requests and mutations with HEAD and GET. The
// response to HEAD has the status and the headers of GET, and no body.
func TestHeadMatchesGet(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for name, query := range map[string]string{
		"a query": "{ me { id } }", "nothing": "", "an unknown field": "{ nothing }", "a mutation": createGroupMutation,
	} {
		for _, accept := range []string{jsonType, responseType, "text/html"} {
			t.Run(name+" with Accept "+accept, func(t *testing.T) {
				send := func(method string) *httptest.ResponseRecorder {
					r := gqlhttptest.NewGet(t, url.Values{"query": {query}})
					r.Method = method
					r.Header.Set("Accept", accept)
					recorder, _ := s.Do(r, auth.Local())
					return recorder
				}
				want, got := send(http.MethodGet), send(http.MethodHead)
				if got.Code != want.Code || !reflect.DeepEqual(got.Header(), want.Header()) {
					t.Errorf("HEAD: %d %v, GET: %d %v", got.Code, got.Header(), want.Code, want.Header())
				}
				if got.Body.Len() > 0 || want.Body.Len() == 0 {
					t.Errorf("the body has %d bytes with HEAD, and %d with GET", got.Body.Len(), want.Body.Len())
				}
			})
		}
	}
	if got := s.Text(t, `{"query":"{ groups { totalCount } }"}`); got != `{"data":{"groups":{"totalCount":0}}}` {
		t.Errorf("a group was created: %s", got)
	}
}

// TestMutationOnClosedStore checks that a mutation on a closed store fails with UNAVAILABLE
// and says when to retry.
func TestMutationOnClosedStore(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"query": createGroupMutation})
	if err != nil {
		t.Fatal(err)
	}
	recorder, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(string(body))), auth.Local())
	var response struct {
		Errors []struct{ Extensions map[string]any }
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &response); err != nil || len(response.Errors) != 1 {
		t.Fatalf("%v in %s", err, recorder.Body)
	}
	x := response.Errors[0].Extensions
	if after, _ := x["retryAfter"].(float64); x["code"] != "UNAVAILABLE" || after <= 0 {
		t.Errorf("the extensions of the error are %v", x)
	}
}
