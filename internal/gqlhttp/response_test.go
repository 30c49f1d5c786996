package gqlhttp_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// responded is the answer to a request with the members of its body.
func responded(t *testing.T, s *gqlhttptest.Server, members map[string]any) (status int, body string) {
	t.Helper()
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	r := gqlhttptest.NewPost(t, strings.NewReader(string(text)))
	r.Header.Set("Accept", responseType)
	recorder, _ := s.Do(r, auth.Local())
	return recorder.Code, recorder.Body.String()
}

// TestOperationsShareNoDefaults runs one operation of a document whose other one has
// a default value for the same variable. The variable is not given: it is absent.
func TestOperationsShareNoDefaults(t *testing.T) {
	const other = `mutation Other($who: IdentitySetInput = {user: {id: "mallory"}}) { ...F }`
	const asked = `mutation Asked($who: IdentitySetInput) { ...F }`
	const fragment = `fragment F on Mutation { createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "~allTime~example-file", input: {access: {}, actor: $who}) { actor { user { id } } } }`
	s := gqlhttptest.NewExampleServer(t)
	for _, c := range []struct{ operation, actor string }{{"Asked", "local-user"}, {"Other", "mallory"}} {
		for _, document := range []string{asked + other + fragment, other + asked + fragment, fragment + other + asked} {
			status, body := responded(t, s, map[string]any{"query": document, "operationName": c.operation})
			if want := `{"data":{"createItemActivity":{"actor":{"user":{"id":"` + c.actor + `"}}}}}`; status != http.StatusOK || strings.TrimSpace(body) != want {
				t.Errorf("%s of %s: %d %s", c.operation, document, status, body)
			}
		}
	}
}

// TestErrorsHavePlaces has errors of each kind. Columns count from 1, also after CRLF.
func TestErrorsHavePlaces(t *testing.T) {
	s := gqlhttptest.NewExampleServer(t)
	for _, c := range []struct {
		name, document string
		variables      map[string]any
		status         int
		places         string
	}{
		{"syntax", "{ me {\r\n  id ?\r\n} }", nil, 400, "2:6"},
		{"lexical", `{ node(id: "\ud83d") { id } }`, nil, 400, "1:13"},
		{"a field", "{\r\n  me { nothing } }", nil, 400, "2:8"},
		{"a literal", `{ groups(first: "1") { totalCount } }`, nil, 400, "1:17"},
		{"a literal below", "{ itemActivities(filter: {\n  actor: {user: {id: 5}}}) { totalCount } }", nil, 400, "2:22"},
		{"an enum", `{ itemActivities(filter: {groupId: "x"}, orderBy: recorded) { totalCount } }`, nil, 400, "1:51"},
		{"a variable", "query(\n $n: Int) { groups(first: $n) { totalCount } }", map[string]any{"n": "1"}, 400, "2:2"},
		{"a missing variable", "query($n: Int!) { groups(first: $n) { totalCount } }", nil, 400, "1:7"},
		{"an enum variable", "query($o: ItemActivityOrder) { itemActivities(filter: {groupId: \"x\"}, orderBy: $o) { totalCount } }", map[string]any{"o": "recorded"}, 400, "1:7"},
		{"a null", `query($n: ID = "x") { node(id: $n) { id } }`, map[string]any{"n": nil}, 400, "1:32"},
		{"an argument", `{ node(id: "") { id } }`, nil, 200, "1:12"},
		{"an argument below", `{ a: me { id } itemActivities(filter: {groupId: "example-group", activityDateTime: {from: "today"}}) { totalCount } }`, nil, 400, "1:91"},
		{"a field that fails", `mutation { deleteDriveItem(driveItemId: "nothing") { id } }`, nil, 200, "1:12"},
	} {
		status, body := responded(t, s, map[string]any{"query": c.document, "variables": c.variables})
		var answer struct {
			Errors []struct {
				Locations []struct{ Line, Column json.Number }
			}
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		var places []string
		for _, e := range answer.Errors {
			for _, at := range e.Locations {
				places = append(places, at.Line.String()+":"+at.Column.String())
			}
		}
		if status != c.status || strings.Join(places, " ") != c.places {
			t.Errorf("%s: %d with the places %v in %s", c.name, status, places, body)
		}
	}
}

// goType is how Go and its libraries name types.
var goType = regexp.MustCompile(`interface \{\}|map\[|\[\]|\*?(models|json|ast|graphql|store|time)\.[A-Z]|\b(float64|int64|int32|bool) `)

// TestErrorsNameNoGoTypes sends each kind of value to each kind of argument, as a
// literal and as a variable.
func TestErrorsNameNoGoTypes(t *testing.T) {
	s := gqlhttptest.NewExampleServer(t)
	literals := map[string]any{
		"5": 5, "-1.5": -1.5, `"x"`: "x", `""`: "", "true": true, "null": nil, "[]": []any{}, "[[1]]": []any{[]any{1}}, "{}": map[string]any{}, `{user: {}}`: map[string]any{"user": map[string]any{}},
		"99999999999999999999": json.Number("99999999999999999999"), "1e999": json.Number("1e999"),
	}
	answers := 0
	for _, c := range []struct{ kind, field string }{
		{"Int", "groups(first: %) { totalCount }"},
		{"ID!", "node(id: %) { id }"},
		{"[ID!]!", "nodes(ids: %) { id }"},
		{"String", "groups(after: %) { totalCount }"},
		{"ItemActivityFilter!", "itemActivities(filter: %) { totalCount }"},
		{"ItemActivityOrder", `itemActivities(filter: {groupId: "example-group"}, orderBy: %) { totalCount }`},
		{"DateTimeOffset", `itemActivities(filter: {groupId: "example-group", activityDateTime: {from: %}}) { totalCount }`},
		{"Boolean!", "me @include(if: %) { id }"},
		{"IdentitySetInput", `itemActivities(filter: {actor: %}) { totalCount }`},
	} {
		for literal, value := range literals {
			for _, members := range []map[string]any{
				{"query": "{ " + strings.ReplaceAll(c.field, "%", literal) + " }"},
				{"query": "query($v: " + c.kind + ") { " + strings.ReplaceAll(c.field, "%", "$v") + " }", "variables": map[string]any{"v": value}},
			} {
				_, body := responded(t, s, members)
				for _, message := range messagesOf(t, body) {
					answers++
					if goType.MatchString(message) {
						t.Errorf("%v: %s", members, message)
					}
				}
				if strings.Contains(body, "INTERNAL") {
					t.Errorf("%v: %s", members, body)
				}
			}
		}
	}
	if answers < 100 {
		t.Errorf("only %d errors were looked at", answers)
	}
}

func messagesOf(t *testing.T, body string) []string {
	t.Helper()
	var answer struct{ Errors []struct{ Message string } }
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	messages := make([]string, len(answer.Errors))
	for i, e := range answer.Errors {
		messages[i] = e.Message
	}
	return messages
}

// TestAnswersHaveOneLine has an answer with errors, data and extensions.
func TestAnswersHaveOneLine(t *testing.T) {
	s := gqlhttptest.NewExampleServer(t)
	_, body := responded(t, s, map[string]any{"query": `{ me { id } node(id: "") { id } }`, "extensions": map[string]any{"cost": true}})
	if line, rest, _ := strings.Cut(body, "\n"); rest != "" || !strings.Contains(line, `"errors"`) || !strings.Contains(line, `}],"data":{`) || !strings.Contains(line, `"cost"`) {
		t.Errorf("the answer is %q", body)
	}
}

// TestSuggestionsGoWithIntrospection wants no name of the schema that the document has
// not.
func TestSuggestionsGoWithIntrospection(t *testing.T) {
	s := gqlhttptest.NewExampleServer(t)
	shown := s.Handler
	hidden := gqlhttp.NewHandler(s.Store, gqlhttp.Options{Limits: gqlhttp.DefaultLimits(), Logger: slog.New(slog.DiscardHandler)})
	for _, document := range []string{
		"{ m { id } }", "{ me }", "{ groups(frst: 1) { totalCount } }", "{ me { ... on Usr { id } } }", "{ me { ...F } } fragment F on Usr { id }",
		`{ itemActivities(filter: {grupId: "x"}) { totalCount } }`, `{ itemActivities(filter: {groupId: "x"}, orderBy: RECORDED_DATE_TIME) { totalCount } }`,
	} {
		for _, c := range []struct {
			endpoint http.Handler
			suggests bool
		}{{shown, true}, {hidden, false}} {
			s.Handler = c.endpoint
			_, body := responded(t, s, map[string]any{"query": document})
			if got := strings.Contains(body, "Did you mean"); got != c.suggests && !strings.Contains(document, "... on") {
				t.Errorf("%s: %s", document, body)
			}
		}
	}
}

// TestIntrospectionHasNull has each kind of type. What a kind of type does not have is
// null: that an object has no interfaces is another thing.
func TestIntrospectionHasNull(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for name, want := range map[string]string{
		"ID": "", "DateTimeOffset": "", "Identity": "fields interfaces", "User": "fields interfaces", "Node": "fields interfaces possibleTypes",
		"ErrorCode": "enumValues", "IdentityInput": "inputFields isOneOf", "__Type": "fields interfaces",
	} {
		_, body := responded(t, s, map[string]any{
			"query":     `query($name: String!) { __type(name: $name) { kind fields { name } interfaces { name } possibleTypes { name } enumValues { name } inputFields { name } isOneOf ofType { name } } }`,
			"variables": map[string]any{"name": name},
		})
		var answer struct {
			Data struct {
				Type map[string]any `json:"__type"`
			}
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		var has []string
		for _, field := range []string{"fields", "interfaces", "possibleTypes", "enumValues", "inputFields", "isOneOf", "ofType"} {
			if answer.Data.Type[field] != nil {
				has = append(has, field)
			}
		}
		if got := strings.Join(has, " "); got != want {
			t.Errorf("%s has %q, and not %q", name, got, want)
		}
	}
	_, body := responded(t, s, map[string]any{"query": `{ identity: __type(name: "Identity") { interfaces { name } } float: __type(name: "Float") { name } __schema { directives { name } } }`})
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
