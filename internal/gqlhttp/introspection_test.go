package gqlhttp_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// newServerWithoutIntrospection returns a server without introspection.
func newServerWithoutIntrospection(t *testing.T) *gqlhttptest.Server {
	t.Helper()
	s := gqlhttptest.NewServer(t)
	s.Handler = gqlhttp.NewHandler(engine.New(s.Store, engine.Options{WithoutPlans: gqlhttptest.WithoutPlans(), Limits: engine.DefaultLimits(), Logger: slog.New(slog.NewTextHandler(s.Log, nil))}))
	return s
}

// TestHiddenSchemaIsNotSuggested misspells each kind of name in a document. A server with
// introspection suggests the correct name, and a server without it does not.
func TestHiddenSchemaIsNotSuggested(t *testing.T) {
	open, closed := gqlhttptest.NewServer(t), newServerWithoutIntrospection(t)
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
			if response := open.Text(t, body); !strings.Contains(response, "Did you mean") {
				t.Fatalf("with introspection, there is no suggestion: %s", response)
			}
			response := closed.Text(t, body)
			if strings.Contains(strings.ToLower(response), "did you mean") || !strings.Contains(response, `"code":"BAD_USER_INPUT"`) {
				t.Errorf("without introspection, the response is %s", response)
			}
		})
	}
	for name, variables := range map[string]string{
		"a member": `{"i": {"displayNam": "x"}}`, "no variable": `{}`, "a type": `{"i": 5}`,
	} {
		t.Run("variables: "+name, func(t *testing.T) {
			response := closed.Text(t, `{"query":"mutation ($i: GroupInput!) { createGroup(input: $i) { id } }","variables":`+variables+`}`)
			if strings.Contains(strings.ToLower(response), "did you mean") || !strings.Contains(response, `"code":"BAD_USER_INPUT"`) {
				t.Errorf("without introspection, the response is %s", response)
			}
		})
	}
}

// TestHiddenSchemaIsRejected queries the schema of a server without introspection, directly
// and in fragments. The error is the client's and is not logged. __typename is allowed.
func TestHiddenSchemaIsRejected(t *testing.T) {
	s := newServerWithoutIntrospection(t)
	for _, query := range []string{
		`{ __schema { types { name } } }`, `{ __type(name: \"User\") { name } }`, `{ a: __schema { queryType { name } } me { id } }`,
		`{ ... { __type(name: \"User\") { name } } }`, `{ ...F } fragment F on Query { __schema { types { name } } }`,
		`{ ... on Query { ...F } } fragment F on Query { x: __type(name: \"User\") { name } }`,
	} {
		response := s.Text(t, `{"query":"`+query+`"}`)
		if !strings.Contains(response, `"code":"BAD_USER_INPUT"`) || strings.Contains(response, `"data"`) || strings.Contains(response, "Query") {
			t.Errorf("the response to %s is %s", query, response)
		}
	}
	if response := s.Text(t, `{"query":"{ __typename me { __typename } }"}`); response != `{"data":{"__typename":"Query","me":{"__typename":"User"}}}` {
		t.Errorf("the response to __typename is %s", response)
	}
	if log := s.Log.String(); strings.Contains(log, "ERROR") {
		t.Errorf("the log has an error: %s", log)
	}
}

// TestSuggestionsNeedIntrospection checks that names are suggested only with introspection.
func TestSuggestionsNeedIntrospection(t *testing.T) {
	s := gqlhttptest.NewExampleServer(t)
	shown := s.Handler
	hidden := gqlhttp.NewHandler(engine.New(s.Store, engine.Options{WithoutPlans: gqlhttptest.WithoutPlans(), Limits: engine.DefaultLimits(), Logger: slog.New(slog.DiscardHandler)}))
	for _, document := range []string{
		"{ m { id } }", "{ me }", "{ groups(frst: 1) { totalCount } }", "{ me { ... on Usr { id } } }", "{ me { ...F } } fragment F on Usr { id }",
		`{ itemActivities(filter: {grupId: "x"}) { totalCount } }`, `{ itemActivities(filter: {groupId: "x"}, orderBy: RECORDED_DATE_TIME) { totalCount } }`,
	} {
		for _, c := range []struct {
			endpoint http.Handler
			suggests bool
		}{{shown, true}, {hidden, false}} {
			s.Handler = c.endpoint
			_, body := postMembers(t, s, map[string]any{"query": document})
			if got := strings.Contains(body, "Did you mean"); got != c.suggests && !strings.Contains(document, "... on") {
				t.Errorf("%s: %s", document, body)
			}
		}
	}
}

// TestIntrospectionHasNull checks that a field of __Type is null if the kind of type does
// not have it. An object type without interfaces has an empty list of interfaces.
func TestIntrospectionHasNull(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for name, want := range map[string]string{
		"ID": "", "DateTimeOffset": "", "Identity": "fields interfaces", "User": "fields interfaces", "Node": "fields interfaces possibleTypes",
		"ErrorCode": "enumValues", "IdentityInput": "inputFields isOneOf", "__Type": "fields interfaces",
	} {
		_, body := postMembers(t, s, map[string]any{
			"query":     `query($name: String!) { __type(name: $name) { kind fields { name } interfaces { name } possibleTypes { name } enumValues { name } inputFields { name } isOneOf ofType { name } } }`,
			"variables": map[string]any{"name": name},
		})
		var response struct {
			Data struct {
				Type map[string]any `json:"__type"`
			}
		}
		if err := json.Unmarshal([]byte(body), &response); err != nil {
			t.Fatal(err)
		}
		var has []string
		for _, field := range []string{"fields", "interfaces", "possibleTypes", "enumValues", "inputFields", "isOneOf", "ofType"} {
			if response.Data.Type[field] != nil {
				has = append(has, field)
			}
		}
		if got := strings.Join(has, " "); got != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
	_, body := postMembers(t, s, map[string]any{"query": `{ identity: __type(name: "Identity") { interfaces { name } } float: __type(name: "Float") { name } __schema { directives { name } } }`})
	want := map[string]any{"data": map[string]any{
		"identity": map[string]any{"interfaces": []any{}}, "float": nil,
		"__schema": map[string]any{"directives": []any{
			map[string]any{"name": "deprecated"}, map[string]any{"name": "include"}, map[string]any{"name": "oneOf"}, map[string]any{"name": "scope"}, map[string]any{"name": "skip"}, map[string]any{"name": "specifiedBy"},
		}},
	}}
	var got map[string]any
	if err := json.Unmarshal([]byte(body), &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v %s", err, body)
	}
}
