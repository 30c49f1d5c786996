package gqlhttp_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// hidden is the service without introspection.
func hidden(t *testing.T) *gqlhttptest.Server {
	t.Helper()
	s := gqlhttptest.NewServer(t)
	s.Handler = gqlhttp.NewHandler(s.Store, gqlhttp.Options{Limits: gqlhttp.DefaultLimits(), Logger: slog.New(slog.NewTextHandler(s.Log, nil))})
	return s
}

// TestAHiddenSchemaIsNotSuggested misspells each kind of name that a document has. A
// server that shows its schema suggests the right one; one that hides it does not.
func TestAHiddenSchemaIsNotSuggested(t *testing.T) {
	open, closed := gqlhttptest.NewServer(t), hidden(t)
	for name, body := range map[string]string{
		"a field":           `{"query":"{ group(id: \"x\") { displayNam } }"}`,
		"a type":            `{"query":"{ node(id: \"x\") { ...F } } fragment F on DriveIte { id }"}`,
		"an argument":       `{"query":"{ groups(firs: 1) { totalCount } }"}`,
		"a directive's":     `{"query":"{ me @include(iff: true) { id } }"}`,
		"a field's fields":  `{"query":"{ groups }"}`,
		"an input's member": `{"query":"mutation { createGroup(input: {displayNam: \"x\"}) { id } }"}`,
		"an enum's value":   `{"query":"{ itemActivities(filter: {groupId: \"x\"}, orderBy: ACTIVITY_DATE_TIME_DES) { totalCount } }"}`,
		"an enum as a text": `{"query":"{ itemActivities(filter: {groupId: \"x\"}, orderBy: \"ACTIVITY_DATE_TIME_DESC\") { totalCount } }"}`,
	} {
		t.Run(name, func(t *testing.T) {
			if answer := open.Text(t, body); !strings.Contains(answer, "Did you mean") {
				t.Fatalf("nothing is suggested where the schema is shown: %s", answer)
			}
			answer := closed.Text(t, body)
			if strings.Contains(strings.ToLower(answer), "did you mean") || !strings.Contains(answer, `"code":"BAD_USER_INPUT"`) {
				t.Errorf("answered %s", answer)
			}
		})
	}
	for name, variables := range map[string]string{
		"a member": `{"i": {"displayNam": "x"}}`, "no variable": `{}`, "a type": `{"i": 5}`,
	} {
		t.Run("variables: "+name, func(t *testing.T) {
			answer := closed.Text(t, `{"query":"mutation ($i: GroupInput!) { createGroup(input: $i) { id } }","variables":`+variables+`}`)
			if strings.Contains(strings.ToLower(answer), "did you mean") || !strings.Contains(answer, `"code":"BAD_USER_INPUT"`) {
				t.Errorf("answered %s", answer)
			}
		})
	}
}

// TestAHiddenSchemaIsRefused asks for the schema, directly and through fragments. That
// is the client's mistake and no fault; __typename is answered.
func TestAHiddenSchemaIsRefused(t *testing.T) {
	s := hidden(t)
	for _, query := range []string{
		`{ __schema { types { name } } }`, `{ __type(name: \"User\") { name } }`, `{ a: __schema { queryType { name } } me { id } }`,
		`{ ... { __type(name: \"User\") { name } } }`, `{ ...F } fragment F on Query { __schema { types { name } } }`,
		`{ ... on Query { ...F } } fragment F on Query { x: __type(name: \"User\") { name } }`,
	} {
		answer := s.Text(t, `{"query":"`+query+`"}`)
		if !strings.Contains(answer, `"code":"BAD_USER_INPUT"`) || strings.Contains(answer, `"data"`) || strings.Contains(answer, "Query") {
			t.Errorf("%s is answered %s", query, answer)
		}
	}
	if answer := s.Text(t, `{"query":"{ __typename me { __typename } }"}`); answer != `{"data":{"__typename":"Query","me":{"__typename":"User"}}}` {
		t.Errorf("__typename is answered %s", answer)
	}
	if log := s.Log.String(); strings.Contains(log, "ERROR") {
		t.Errorf("the log has a fault: %s", log)
	}
}

// TestAmbiguousHeaders sends a header twice that means one thing.
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
