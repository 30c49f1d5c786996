package gqlhttp_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestRejectedRequests sends requests that are rejected without executing an operation. The
// status does not depend on the accepted media type. The response has one error with the
// request id and no data, because data would mean that an operation was executed.
func TestRejectedRequests(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	// A body can be read only once, so each case creates new requests.
	type requestFunc = func() *http.Request
	body := func(text string) requestFunc {
		return func() *http.Request { return gqlhttptest.NewPost(t, strings.NewReader(text)) }
	}
	stream := func(r io.Reader) requestFunc {
		return func() *http.Request { return gqlhttptest.NewPost(t, r) }
	}
	query := func(params url.Values) requestFunc {
		return func() *http.Request { return gqlhttptest.NewGet(t, params) }
	}
	withType := func(contentType string) requestFunc {
		return func() *http.Request {
			r := gqlhttptest.NewPost(t, strings.NewReader(meQuery))
			if r.Header.Del("Content-Type"); contentType != "" {
				r.Header.Set("Content-Type", contentType)
			}
			return r
		}
	}
	method := func(name string) requestFunc {
		return func() *http.Request {
			r := gqlhttptest.NewPost(t, strings.NewReader(meQuery))
			r.Method = name
			return r
		}
	}
	for _, c := range []struct {
		name    string
		request requestFunc
		status  int
		code    string
	}{
		{"no content type", withType(""), 415, "BAD_USER_INPUT"},
		{"plain text", withType("text/plain"), 415, "BAD_USER_INPUT"},
		{"a form", withType("application/x-www-form-urlencoded"), 415, "BAD_USER_INPUT"},
		{"an upload", withType("multipart/form-data; boundary=x"), 415, "BAD_USER_INPUT"},
		{"bare GraphQL", withType("application/graphql"), 415, "BAD_USER_INPUT"},
		{"a type that only begins like JSON", withType("application/json-seq"), 415, "BAD_USER_INPUT"},
		{"another charset", withType("application/json; charset=latin1"), 415, "BAD_USER_INPUT"},
		{"UTF-16 by its charset", withType("application/json; charset=utf-16"), 415, "BAD_USER_INPUT"},
		{"a malformed content type", withType("application/json; ="), 415, "BAD_USER_INPUT"},

		{"no body", body(""), 400, "BAD_USER_INPUT"},
		{"a body that is not JSON", body("{ me { id } }"), 400, "BAD_USER_INPUT"},
		{"an incomplete body", body(`{"query":"{ me`), 400, "BAD_USER_INPUT"},
		{"a list", body("[" + meQuery + "]"), 400, "BAD_USER_INPUT"},
		{"a string", body(`"{ me { id } }"`), 400, "BAD_USER_INPUT"},
		{"null", body("null"), 400, "BAD_USER_INPUT"},
		{"two values", body(meQuery + meQuery), 400, "BAD_USER_INPUT"},
		{"something after the value", body(meQuery + "x"), 400, "BAD_USER_INPUT"},
		{"an extra brace", body(meQuery + "}"), 400, "BAD_USER_INPUT"},
		{"invalid UTF-8", body("{\"query\":\"{ me { id } } # \xff\"}"), 400, "BAD_USER_INPUT"},
		{"a surrogate in UTF-8", body("{\"query\":\"{ me { id } } # \xed\xa0\x80\"}"), 400, "BAD_USER_INPUT"},
		{"UTF-16", body("\xff\xfe{\x00}\x00"), 400, "BAD_USER_INPUT"},
		{"two byte order marks", body("\ufeff\ufeff" + meQuery), 400, "BAD_USER_INPUT"},
		{"a byte order mark after a space", body(" \ufeff" + meQuery), 400, "BAD_USER_INPUT"},
		{"a byte order mark at the end", body(meQuery + "\ufeff"), 400, "BAD_USER_INPUT"},
		{"only a byte order mark", body("\ufeff"), 400, "BAD_USER_INPUT"},

		{"no query", body(`{}`), 400, "BAD_USER_INPUT"},
		{"an empty query", body(`{"query":""}`), 400, "BAD_USER_INPUT"},
		{"a null query", body(`{"query":null}`), 400, "BAD_USER_INPUT"},
		{"a query that is a number", body(`{"query":5}`), 400, "BAD_USER_INPUT"},
		{"only variables", body(`{"variables":{"id":"x"}}`), 400, "BAD_USER_INPUT"},
		{"variables that are a list", body(`{"query":"{ me { id } }","variables":[]}`), 400, "BAD_USER_INPUT"},
		{"variables that are a string", body(`{"query":"{ me { id } }","variables":"{}"}`), 400, "BAD_USER_INPUT"},
		{"an operation name that is a number", body(`{"query":"{ me { id } }","operationName":1}`), 400, "BAD_USER_INPUT"},

		{"GET without query", query(url.Values{}), 400, "BAD_USER_INPUT"},
		{"GET with malformed variables", query(url.Values{"query": {"{ me { id } }"}, "variables": {"{"}}), 400, "BAD_USER_INPUT"},
		{"GET with two objects of variables", query(url.Values{"query": {"{ me { id } }"}, "variables": {"{}{}"}}), 400, "BAD_USER_INPUT"},
		{"GET of a mutation", query(url.Values{"query": {createGroupMutation}}), 405, "BAD_USER_INPUT"},
		{"GET of a mutation by its name", query(url.Values{"query": {"query Q { me { id } } " + strings.Replace(createGroupMutation, "mutation", "mutation M", 1)}, "operationName": {"M"}}), 405, "BAD_USER_INPUT"},
		{"GET with a malformed parameter", func() *http.Request {
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

		{"a body that is too large", body(meQuery + strings.Repeat(" ", int(engine.DefaultLimits().BodyBytes))), 413, "PAYLOAD_TOO_LARGE"},
		{"an endless body", stream(endless{}), 413, "PAYLOAD_TOO_LARGE"},
		{"a body whose connection fails", stream(broken{}), 400, "BAD_USER_INPUT"},
	} {
		for _, accept := range []string{"", jsonType, responseType} {
			t.Run(c.name+" with Accept "+accept, func(t *testing.T) {
				r := c.request()
				if accept != "" {
					r.Header.Set("Accept", accept)
				}
				recorder, requestID := s.Do(r, auth.Local())
				if recorder.Code != c.status {
					t.Errorf("status %d, want %d", recorder.Code, c.status)
				}
				checkRejected(t, recorder, c.code, requestID)
				if c.status == http.StatusMethodNotAllowed && recorder.Header().Get("Allow") == "" {
					t.Error("the response with the status 405 has no Allow header")
				}
			})
		}
	}
	if got := s.Text(t, `{"query":"{ groups { totalCount } }"}`); got != `{"data":{"groups":{"totalCount":0}}}` {
		t.Errorf("a group was created: %s", got)
	}
}

// checkRejected checks that a response has one error with the code and the request id, and
// no data.
func checkRejected(t *testing.T, recorder *httptest.ResponseRecorder, code, requestID string) {
	t.Helper()
	var response struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code, RequestID string }
		}
		Data *json.RawMessage
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &response); err != nil {
		t.Fatalf("%v in %q", err, recorder.Body)
	}
	if len(response.Errors) != 1 || strings.Contains(recorder.Body.String(), `"data"`) {
		t.Fatalf("the response is not one error without data: %s", recorder.Body)
	}
	e := response.Errors[0]
	if e.Message == "" || e.Extensions.Code != code || e.Extensions.RequestID != requestID {
		t.Errorf("the error is %+v, want the code %s and the request id %s", e, code, requestID)
	}
	if got := recorder.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q", got)
	}
}

// endless is a body without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// broken is a body that cannot be read.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the connection failed") }

// TestAmbiguousHeaders repeats headers that a request may have only once.
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
			t.Errorf("two %s headers: status %d, body %s", name, recorder.Code, recorder.Body)
		}
	}
	if response := s.Text(t, `{"query":"{ group(id: \"g\") { id } }"}`); response != `{"data":{"group":null}}` {
		t.Errorf("a rejected request created a group: %s", response)
	}
}
