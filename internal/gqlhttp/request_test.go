package gqlhttp_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestRefusedRequests sends requests that are no operation. The status does not depend on
// the accepted media type. The response has one error with the id of the request, and no
// data member, which would say that something was executed.
func TestRefusedRequests(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	// A body can be read once, so each test makes a new request.
	type making = func() *http.Request
	body := func(text string) making {
		return func() *http.Request { return gqlhttptest.NewPost(t, strings.NewReader(text)) }
	}
	stream := func(r io.Reader) making {
		return func() *http.Request { return gqlhttptest.NewPost(t, r) }
	}
	query := func(params url.Values) making {
		return func() *http.Request { return gqlhttptest.NewGet(t, params) }
	}
	withType := func(contentType string) making {
		return func() *http.Request {
			r := gqlhttptest.NewPost(t, strings.NewReader(meQuery))
			if r.Header.Del("Content-Type"); contentType != "" {
				r.Header.Set("Content-Type", contentType)
			}
			return r
		}
	}
	method := func(name string) making {
		return func() *http.Request {
			r := gqlhttptest.NewPost(t, strings.NewReader(meQuery))
			r.Method = name
			return r
		}
	}
	for _, c := range []struct {
		name    string
		request making
		status  int
		code    string
	}{
		{"no content type", withType(""), 415, "BAD_USER_INPUT"},
		{"text", withType("text/plain"), 415, "BAD_USER_INPUT"},
		{"a form", withType("application/x-www-form-urlencoded"), 415, "BAD_USER_INPUT"},
		{"an upload", withType("multipart/form-data; boundary=x"), 415, "BAD_USER_INPUT"},
		{"bare GraphQL", withType("application/graphql"), 415, "BAD_USER_INPUT"},
		{"a type that only begins like JSON", withType("application/json-seq"), 415, "BAD_USER_INPUT"},
		{"another charset", withType("application/json; charset=latin1"), 415, "BAD_USER_INPUT"},
		{"UTF-16 by its charset", withType("application/json; charset=utf-16"), 415, "BAD_USER_INPUT"},
		{"a content type that is none", withType("application/json; ="), 415, "BAD_USER_INPUT"},

		{"no body", body(""), 400, "BAD_USER_INPUT"},
		{"no JSON", body("{ me { id } }"), 400, "BAD_USER_INPUT"},
		{"half a body", body(`{"query":"{ me`), 400, "BAD_USER_INPUT"},
		{"a list", body("[" + meQuery + "]"), 400, "BAD_USER_INPUT"},
		{"a text", body(`"{ me { id } }"`), 400, "BAD_USER_INPUT"},
		{"null", body("null"), 400, "BAD_USER_INPUT"},
		{"two values", body(meQuery + meQuery), 400, "BAD_USER_INPUT"},
		{"something after the value", body(meQuery + "x"), 400, "BAD_USER_INPUT"},
		{"a brace too many", body(meQuery + "}"), 400, "BAD_USER_INPUT"},
		{"invalid UTF-8", body("{\"query\":\"{ me { id } } # \xff\"}"), 400, "BAD_USER_INPUT"},
		{"a surrogate in UTF-8", body("{\"query\":\"{ me { id } } # \xed\xa0\x80\"}"), 400, "BAD_USER_INPUT"},
		{"UTF-16", body("\xff\xfe{\x00}\x00"), 400, "BAD_USER_INPUT"},
		{"two byte order marks", body("\ufeff\ufeff" + meQuery), 400, "BAD_USER_INPUT"},
		{"a byte order mark after a blank", body(" \ufeff" + meQuery), 400, "BAD_USER_INPUT"},
		{"a byte order mark at the end", body(meQuery + "\ufeff"), 400, "BAD_USER_INPUT"},
		{"a byte order mark alone", body("\ufeff"), 400, "BAD_USER_INPUT"},

		{"no query", body(`{}`), 400, "BAD_USER_INPUT"},
		{"an empty query", body(`{"query":""}`), 400, "BAD_USER_INPUT"},
		{"a null query", body(`{"query":null}`), 400, "BAD_USER_INPUT"},
		{"a query that is a number", body(`{"query":5}`), 400, "BAD_USER_INPUT"},
		{"only variables", body(`{"variables":{"id":"x"}}`), 400, "BAD_USER_INPUT"},
		{"variables that are a list", body(`{"query":"{ me { id } }","variables":[]}`), 400, "BAD_USER_INPUT"},
		{"variables that are a text", body(`{"query":"{ me { id } }","variables":"{}"}`), 400, "BAD_USER_INPUT"},
		{"an operation name that is a number", body(`{"query":"{ me { id } }","operationName":1}`), 400, "BAD_USER_INPUT"},

		{"GET without query", query(url.Values{}), 400, "BAD_USER_INPUT"},
		{"GET with variables that are none", query(url.Values{"query": {"{ me { id } }"}, "variables": {"{"}}), 400, "BAD_USER_INPUT"},
		{"GET with two variables", query(url.Values{"query": {"{ me { id } }"}, "variables": {"{}{}"}}), 400, "BAD_USER_INPUT"},
		{"GET of a mutation", query(url.Values{"query": {createGroupMutation}}), 405, "BAD_USER_INPUT"},
		{"GET of a mutation by its name", query(url.Values{"query": {"query Q { me { id } } " + strings.Replace(createGroupMutation, "mutation", "mutation M", 1)}, "operationName": {"M"}}), 405, "BAD_USER_INPUT"},
		{"GET with a broken parameter", func() *http.Request {
			return httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query=%7Bme%7Bid%7D%7D&variables=%zz", nil)
		}, 400, "BAD_USER_INPUT"},
		{"GET with two queries", query(url.Values{"query": {"{ me { id } }", "{ groups { totalCount } }"}}), 400, "BAD_USER_INPUT"},
		{"an empty idempotency key", func() *http.Request {
			r := gqlhttptest.NewPost(t, strings.NewReader(`{"query":"`+strings.ReplaceAll(createGroupMutation, `"`, `\"`)+`"}`))
			r.Header.Set("Idempotency-Key", "")
			return r
		}, 400, "BAD_USER_INPUT"},
		{"a second query in upper case", body(`{"query":"{ me { id } }","Query":"{ groups { totalCount } }"}`), 400, "BAD_USER_INPUT"},
		{"variables with a long s", body(`{"query":"{ me { id } }","variableſ":{}}`), 400, "BAD_USER_INPUT"},
		{"PUT", method(http.MethodPut), 405, "BAD_USER_INPUT"},
		{"DELETE", method(http.MethodDelete), 405, "BAD_USER_INPUT"},
		{"PATCH", method(http.MethodPatch), 405, "BAD_USER_INPUT"},
		{"OPTIONS", method(http.MethodOptions), 405, "BAD_USER_INPUT"},

		{"a body that is too large", body(meQuery + strings.Repeat(" ", int(gqlhttp.DefaultLimits().BodyBytes))), 413, "PAYLOAD_TOO_LARGE"},
		{"a body without end", stream(endless{}), 413, "PAYLOAD_TOO_LARGE"},
		{"a body that breaks off", stream(broken{}), 400, "BAD_USER_INPUT"},
	} {
		for _, accept := range []string{"", jsonType, responseType} {
			t.Run(c.name+" for "+accept, func(t *testing.T) {
				r := c.request()
				if accept != "" {
					r.Header.Set("Accept", accept)
				}
				recorder, requestID := s.Do(r, auth.Local())
				if recorder.Code != c.status {
					t.Errorf("status %d, not %d", recorder.Code, c.status)
				}
				checkRefusal(t, recorder, c.code, requestID)
				if c.status == http.StatusMethodNotAllowed && recorder.Header().Get("Allow") == "" {
					t.Error("405 without the header Allow")
				}
			})
		}
	}
	if got := s.Text(t, `{"query":"{ groups { totalCount } }"}`); got != `{"data":{"groups":{"totalCount":0}}}` {
		t.Errorf("something was written: %s", got)
	}
}

// checkRefusal checks that a response has one error and nothing else.
func checkRefusal(t *testing.T, recorder *httptest.ResponseRecorder, code, requestID string) {
	t.Helper()
	var answer struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code, RequestID string }
		}
		Data *json.RawMessage
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%v in %q", err, recorder.Body)
	}
	if len(answer.Errors) != 1 || strings.Contains(recorder.Body.String(), `"data"`) {
		t.Fatalf("not one error and no data: %s", recorder.Body)
	}
	e := answer.Errors[0]
	if e.Message == "" || e.Extensions.Code != code || e.Extensions.RequestID != requestID {
		t.Errorf("the error is %+v; the code should be %s and the request id %s", e, code, requestID)
	}
	if got := recorder.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q", got)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line is down") }

// TestStatusOfOperations: the two media types of GraphQL over HTTP differ in their status.
// With application/json every well-formed request has the status 200, because old clients
// read no other body. With the newer type a refused document has the status 400.
func TestStatusOfOperations(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for _, c := range []struct {
		name, body       string
		ordinary, modern int
	}{
		{"a query", meQuery, 200, 200},
		{"a field error", `{"query":"mutation { createGroup(input: {displayName: \"\"}) { id } }"}`, 200, 200},
		{"an unknown field", `{"query":"{ nothing }"}`, 200, 400},
		{"a syntax error", `{"query":"{"}`, 200, 400},
		{"a missing variable", `{"query":"query ($id: ID!) { node(id: $id) { id } }"}`, 200, 400},
		{"an unknown operation", `{"query":"query A { me { id } }","operationName":"B"}`, 200, 400},
	} {
		for accept, status := range map[string]int{
			"": c.ordinary, "*/*": c.ordinary, jsonType: c.ordinary, responseType: c.modern,
			responseType + ", application/json;q=0.9": c.modern,
		} {
			t.Run(c.name+" for "+accept, func(t *testing.T) {
				r := gqlhttptest.NewPost(t, strings.NewReader(c.body))
				if accept != "" {
					r.Header.Set("Accept", accept)
				}
				recorder, _ := s.Do(r, auth.Local())
				if recorder.Code != status {
					t.Errorf("status %d, not %d: %s", recorder.Code, status, recorder.Body)
				}
				mediaType := jsonType
				if strings.HasPrefix(accept, responseType) {
					mediaType = responseType
				}
				if got, _, _ := strings.Cut(recorder.Header().Get("Content-Type"), ";"); got != mediaType {
					t.Errorf("Content-Type is %q, not %q", got, mediaType)
				}
			})
		}
	}
}

// TestServedRequests sends what must not be refused.
func TestServedRequests(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	withType := func(contentType string) *http.Request {
		r := gqlhttptest.NewPost(t, strings.NewReader(meQuery))
		r.Header.Set("Content-Type", contentType)
		return r
	}
	body := func(text string) *http.Request { return gqlhttptest.NewPost(t, strings.NewReader(text)) }
	const me = `{"data":{"me":{"id":"~user~local-user"}}}`
	for name, c := range map[string]struct {
		request *http.Request
		answer  string
	}{
		"UTF-8":                             {withType("application/json; charset=utf-8"), me},
		"upper case":                        {withType("Application/JSON; Charset=UTF-8"), me},
		"UTF-8 without a hyphen":            {withType("application/json; charset=utf8"), me},
		"UTF-8 in quotes":                   {withType(`application/json;charset="UTF8"`), me},
		"another parameter":                 {withType("application/json; odata.metadata=minimal; charset=utf-8"), me},
		"a byte order mark":                 {body("\ufeff" + meQuery), me},
		"a byte order mark and white space": {body("\ufeff\r\n" + meQuery), me},
		"variables of a GET with a byte order mark": {gqlhttptest.NewGet(t, url.Values{"query": {"query ($id: ID!) { node(id: $id) { id } }"}, "variables": {"\ufeff" + `{"id":"~user~local-user"}`}}), `{"data":{"node":{"id":"~user~local-user"}}}`},
		"nulls":                    {body(`{"query":"{ me { id } }","variables":null,"operationName":null,"extensions":null}`), me},
		"members that are unknown": {body(`{"query":"{ me { id } }","id":1,"headers":{"Idempotency-Key":["x"]}}`), me},
		"white space":              {body("\r\n\t " + meQuery + " \n"), me},
		"the largest body":         {body(meQuery + strings.Repeat(" ", int(gqlhttp.DefaultLimits().BodyBytes)-len(meQuery))), me},
		"an operation by its name": {body(`{"query":"query A { groups { totalCount } } query B { me { id } }","operationName":"B"}`), me},
		"GET":                      {gqlhttptest.NewGet(t, url.Values{"query": {"query ($id: ID!) { node(id: $id) { id } }"}, "variables": {`{"id":"~user~local-user"}`}}), `{"data":{"node":{"id":"~user~local-user"}}}`},
		"GET of a query beside a mutation": {gqlhttptest.NewGet(t, url.Values{
			"query": {"query Q { me { id } } " + strings.Replace(createGroupMutation, "mutation", "mutation M", 1)}, "operationName": {"Q"},
		}), me},
		"all that was skipped": {body(`{"query":"{ me @skip(if: true) { id } }"}`), `{"data":{}}`},
	} {
		t.Run(name, func(t *testing.T) {
			recorder, _ := s.Do(c.request, auth.Local())
			if got := strings.TrimSpace(recorder.Body.String()); recorder.Code != http.StatusOK || got != c.answer {
				t.Errorf("%d %s", recorder.Code, got)
			}
		})
	}
}

// TestHeadIsAnsweredLikeGet sends queries, refused requests and mutations by both methods:
// the status and the headers are those of GET, and there is no body.
func TestHeadIsAnsweredLikeGet(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for name, query := range map[string]string{
		"a query": "{ me { id } }", "nothing": "", "an unknown field": "{ nothing }", "a mutation": createGroupMutation,
	} {
		for _, accept := range []string{jsonType, responseType, "text/html"} {
			t.Run(name+" for "+accept, func(t *testing.T) {
				ask := func(method string) *httptest.ResponseRecorder {
					r := gqlhttptest.NewGet(t, url.Values{"query": {query}})
					r.Method = method
					r.Header.Set("Accept", accept)
					recorder, _ := s.Do(r, auth.Local())
					return recorder
				}
				want, got := ask(http.MethodGet), ask(http.MethodHead)
				if got.Code != want.Code || !reflect.DeepEqual(got.Header(), want.Header()) {
					t.Errorf("HEAD answers %d %v, and GET %d %v", got.Code, got.Header(), want.Code, want.Header())
				}
				if got.Body.Len() > 0 || want.Body.Len() == 0 {
					t.Errorf("HEAD has a body of %d bytes, and GET of %d", got.Body.Len(), want.Body.Len())
				}
			})
		}
	}
	if got := s.Text(t, `{"query":"{ groups { totalCount } }"}`); got != `{"data":{"groups":{"totalCount":0}}}` {
		t.Errorf("something was written: %s", got)
	}
}

// TestStoppedServerRefusesToWrite: the error says when to retry.
func TestStoppedServerRefusesToWrite(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"query": createGroupMutation})
	if err != nil {
		t.Fatal(err)
	}
	recorder, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(string(body))), auth.Local())
	var answer struct {
		Errors []struct{ Extensions map[string]any }
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil || len(answer.Errors) != 1 {
		t.Fatalf("%v in %s", err, recorder.Body)
	}
	x := answer.Errors[0].Extensions
	if after, _ := x["retryAfter"].(float64); x["code"] != "UNAVAILABLE" || after <= 0 {
		t.Errorf("the error says %v", x)
	}
}

// TestAmbiguousHeaders sends headers twice that may be sent once.
func TestAmbiguousHeaders(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for name, values := range map[string][]string{
		"Idempotency-Key":  {"one", "two"},
		"Content-Type":     {jsonType, jsonType},
		"Content-Encoding": {"identity", "identity"},
	} {
		r := gqlhttptest.NewPost(t, strings.NewReader(`{"query":"mutation { createGroup(input: {id: \"g\", displayName: \"x\"}) { id } }"}`))
		r.Header[name] = values
		recorder, _ := s.Do(r, auth.Local())
		if recorder.Code != http.StatusBadRequest && recorder.Code != http.StatusUnsupportedMediaType ||
			!strings.Contains(recorder.Body.String(), `"code":"BAD_USER_INPUT"`) {
			t.Errorf("two headers %s are answered %d %s", name, recorder.Code, recorder.Body)
		}
	}
	if answer := s.Text(t, `{"query":"{ group(id: \"g\") { id } }"}`); answer != `{"data":{"group":null}}` {
		t.Errorf("a refused request made a group: %s", answer)
	}
}
