package gqlhttp_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

// TestNumberOfErrorsIsLimited checks that a response in which every field fails has as many
// errors as the limit. Telemetry gets the most severe code of all errors.
func TestNumberOfErrorsIsLimited(t *testing.T) {
	s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: engine.DefaultLimits()})
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	body := `{"query":"{ driveItem(id: \"example-file\") { analytics { activitiesByInterval(startDateTime: \"2024-01-01T00:00:00Z\", ` +
		`endDateTime: \"2026-01-01T00:00:00Z\", interval: DAY) { activities(first: 1, after: \"nothing\") { totalCount } } } } }"}`
	ctx, o := operation.With(auth.WithPrincipal(t.Context(), auth.Local()))
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", jsonType)
	recorder := httptest.NewRecorder()
	s.Handler.ServeHTTP(recorder, r)
	var response struct{ Errors []any }
	if err := json.Unmarshal(recorder.Body.Bytes(), &response); err != nil {
		t.Fatal(err)
	}
	if len(response.Errors) != engine.DefaultLimits().Errors || o.Code != models.BadUserInput {
		t.Errorf("the response has %d errors, and the operation has the code %q", len(response.Errors), o.Code)
	}
}

// TestErrorsHaveLocations checks the locations of every kind of error. Columns count from
// 1, including after CRLF.
func TestErrorsHaveLocations(t *testing.T) {
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
		{"an id", `{ node(id: "") { id } }`, nil, 400, "1:12"},
		{"a field whose argument fails", `{ groups(first: -1) { totalCount } }`, nil, 200, "1:3"},
		{"an argument below", `{ a: me { id } itemActivities(filter: {groupId: "example-group", activityDateTime: {from: "today"}}) { totalCount } }`, nil, 400, "1:91"},
		{"a field that fails", `mutation { deleteDriveItem(driveItemId: "nothing") { id } }`, nil, 200, "1:12"},
	} {
		status, body := postMembers(t, s, map[string]any{"query": c.document, "variables": c.variables})
		var response struct {
			Errors []struct {
				Locations []struct{ Line, Column json.Number }
			}
		}
		if err := json.Unmarshal([]byte(body), &response); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		var places []string
		for _, e := range response.Errors {
			for _, at := range e.Locations {
				places = append(places, at.Line.String()+":"+at.Column.String())
			}
		}
		if status != c.status || strings.Join(places, " ") != c.places {
			t.Errorf("%s: status %d, locations %v in %s", c.name, status, places, body)
		}
	}
}

// goType matches the names of Go types.
var goType = regexp.MustCompile(`interface \{\}|map\[|\[\]|\*?(models|json|ast|graphql|store|time)\.[A-Z]|\b(float64|int64|int32|bool) `)

// TestErrorsNameNoGoTypes sends each kind of value for each kind of argument, as a literal
// and as a variable. No message contains the name of a Go type.
func TestErrorsNameNoGoTypes(t *testing.T) {
	s := gqlhttptest.NewExampleServer(t)
	literals := map[string]any{
		"5": 5, "-1.5": -1.5, `"x"`: "x", `""`: "", "true": true, "null": nil, "[]": []any{}, "[[1]]": []any{[]any{1}}, "{}": map[string]any{}, `{user: {}}`: map[string]any{"user": map[string]any{}},
		"99999999999999999999": json.Number("99999999999999999999"), "1e999": json.Number("1e999"),
	}
	messages := 0
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
				_, body := postMembers(t, s, members)
				for _, message := range messagesOf(t, body) {
					messages++
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
	if messages < 100 {
		t.Errorf("only %d messages were checked", messages)
	}
}

func messagesOf(t *testing.T, body string) []string {
	t.Helper()
	var response struct{ Errors []struct{ Message string } }
	if err := json.Unmarshal([]byte(body), &response); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	messages := make([]string, len(response.Errors))
	for i, e := range response.Errors {
		messages[i] = e.Message
	}
	return messages
}

// TestInternalErrorsAreHidden closes the store. The response contains the request id and
// nothing about the cause. The log contains the cause with the same request id.
func TestInternalErrorsAreHidden(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	recorder, requestID := s.Do(gqlhttptest.NewPost(t, strings.NewReader(`{"query":"{ groups { totalCount } }"}`)), auth.Local())
	var response struct {
		Errors []struct {
			Message    string
			Extensions map[string]any
		}
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &response); err != nil || len(response.Errors) != 1 {
		t.Fatalf("%v in %s", err, recorder.Body)
	}
	e := response.Errors[0]
	if e.Extensions["code"] != "INTERNAL" || e.Extensions["requestId"] != requestID || !strings.Contains(e.Message, requestID) {
		t.Errorf("the error is %+v", e)
	}
	for _, secret := range []string{"sql", "database", "closed", "panic"} {
		if strings.Contains(strings.ToLower(recorder.Body.String()), secret) {
			t.Errorf("the response contains %q: %s", secret, recorder.Body)
		}
	}
	if !strings.Contains(s.Log.String(), requestID) {
		t.Error("the log does not contain the request id")
	}
}
