package gqlhttp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

// TestEveryFieldIsBounded answers each field of each type of the schema, those of
// introspection included, under a long name, some hundred times. Whatever the field is,
// the answer is not longer than it may be: it is one error.
func TestEveryFieldIsBounded(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	made := s.Fill(t, gqlhttptest.Shape{Groups: 2, Members: 2, Folders: 2, Children: 2, Stats: 2, Accesses: 2})
	limits := gqlhttp.DefaultLimits()
	limits.AnswerBytes = 4000
	s.Handler = gqlhttp.NewHandler(s.Store, gqlhttp.Options{Limits: limits, Introspection: true, Logger: slog.New(slog.DiscardHandler)})
	schema := graph.Definition()
	long := strings.Repeat("A", 900)
	ways := map[string]string{
		"__Schema": "{ %s }", "__Type": "{ __schema { types { %s } } }", "__Field": "{ __schema { types { fields { %s } } } }",
		"__InputValue": "{ __schema { types { fields { args { %s } } } } }", "__EnumValue": "{ __schema { types { enumValues { %s } } } }",
		"__Directive": "{ __schema { directives { %s } } }",
	}
	refused := map[string]int{}
	try := func(typename, query string) {
		t.Helper()
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			t.Fatal(err)
		}
		answer := s.Text(t, string(body))
		switch {
		case strings.Contains(answer, `"QUERY_TOO_COMPLEX"`) && !strings.Contains(answer, `"data"`):
			refused[typename]++
		case len(answer) > int(limits.AnswerBytes):
			t.Errorf("%.100s is answered with %d bytes: %.200s", strings.ReplaceAll(query, long, "A"), len(answer), answer)
		}
	}
	for typename, way := range ways {
		if typename == "__Schema" {
			continue
		}
		for _, field := range schema.Types[typename].Fields {
			below := ""
			if !schema.Types[field.Type.Name()].IsLeafType() {
				below = " { __typename }"
			}
			try(typename, fmt.Sprintf(way, long+": "+field.Name+below))
		}
		try(typename, fmt.Sprintf(way, long+": __typename"))
		if refused[typename] == 0 {
			t.Errorf("nothing of %s was too long", typename)
		}
	}
	for kind, ids := range made {
		definition := schema.Types[kind]
		if len(ids) == 0 || definition == nil || definition.Kind != ast.Object {
			continue
		}
		sent, _ := json.Marshal([]models.ID{ids[0], ids[0], ids[0], ids[0], ids[0], ids[0]})
		nodes := func(selection string) string {
			return `{ nodes(ids: ` + string(sent) + `) { ... on ` + kind + ` { ` + selection + ` } } }`
		}
		try(kind, nodes(long+": __typename"))
		for _, field := range definition.Fields {
			required := false
			for _, a := range field.Arguments {
				required = required || a.Type.NonNull
			}
			if required {
				continue
			}
			name := long + ": " + field.Name
			if schema.Types[field.Type.Name()].IsLeafType() {
				try(kind, nodes(name))
				continue
			}
			try(kind, nodes(name+" { __typename }"))
			try(kind, nodes(field.Name+" { "+long+": __typename }"))
		}
		if refused[kind] < len(definition.Fields) {
			t.Errorf("only %d fields of %s were too long", refused[kind], kind)
		}
	}
}

// TestAClientThatLeaves is nobody's fault: no warning, and a code of its own.
func TestAClientThatLeaves(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		longRead, creationOf("gone"), aQuery, bulkOf(2000, ""), `{"query":"{ nothing }"}`,
	} {
		ctx, leave := context.WithCancel(auth.WithPrincipal(t.Context(), auth.Local()))
		ctx, o := operation.With(ctx)
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header.Set("Content-Type", jsonType)
		leave()
		recorder := httptest.NewRecorder()
		s.Handler.ServeHTTP(recorder, r)
		if recorder.Code != 499 || recorder.Body.Len() > 0 || o.Code != models.Canceled || o.Duration != 0 {
			t.Errorf("%.80s: %d %s, and who watches is told %+v", body, recorder.Code, recorder.Body, o)
		}
	}
	if log := s.Log.String(); strings.Contains(log, "WARN") || strings.Contains(log, "ERROR") {
		t.Errorf("the log has\n%s", log)
	}
}

// bulkOf is a bulk of rows of which each has the stat.
func bulkOf(rows int, stat string) string {
	row := `{"groupId":"example-group","activityId":"example-activity","statId":"` + stat + `","input":{"access":{}}}`
	return `{"query":"mutation ($i: [CreateItemActivityInput!]!) { createItemActivities(inputs: $i, atomic: false) { error { code } } }",` +
		`"variables":{"i":[` + strings.Repeat(row+",", rows-1) + row + `]}}`
}

// TestErrorsAreKeptAsTheyAreSent: an answer of which each field is an error has the few
// that are sent, and those who watch are told the worst of all.
func TestErrorsAreKeptAsTheyAreSent(t *testing.T) {
	s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: gqlhttp.DefaultLimits()})
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
	var answer struct{ Errors []any }
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Errors) != gqlhttp.DefaultLimits().Errors || o.Code != models.BadUserInput {
		t.Errorf("%d errors, and who watches is told %q", len(answer.Errors), o.Code)
	}
}

// slowWriter is a client that takes nothing until it is told to.
type slowWriter struct {
	*httptest.ResponseRecorder
	begun chan struct{}
	take  chan struct{}
	once  sync.Once
}

func (w *slowWriter) Write(p []byte) (int, error) {
	w.once.Do(func() { close(w.begun) })
	<-w.take
	return w.ResponseRecorder.Write(p)
}

// TestNoRoomNoWork: a mutation for which there is no room is refused before it is
// stored, and is stored once there is room. Another caller is served meanwhile.
func TestNoRoomNoWork(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	limits := gqlhttp.DefaultLimits()
	limits.InFlightBytes, limits.CallerInFlightBytes, limits.AnswerBytes = 32<<20, 16<<20, 64<<20
	s.Handler = gqlhttp.NewHandler(s.Store, gqlhttp.Options{Limits: limits, Logger: slog.New(slog.DiscardHandler)})
	mine := auth.WithPrincipal(t.Context(), auth.Local())
	long := httptest.NewRequestWithContext(mine, http.MethodPost, "/graphql", strings.NewReader(
		`{"query":"{ driveItem(id: \"example-file\") { analytics { activitiesByInterval(startDateTime: \"2021-01-01T00:00:00Z\", endDateTime: \"2023-09-01T00:00:00Z\", interval: DAY) { `+
			strings.Repeat("A", 30_000)+`: id } } } }"}`))
	long.Header.Set("Content-Type", jsonType)
	w := &slowWriter{httptest.NewRecorder(), make(chan struct{}), make(chan struct{}), sync.Once{}}
	var sending sync.WaitGroup
	sending.Go(func() { s.Handler.ServeHTTP(w, long) })
	<-w.begun
	send := func(caller *auth.Principal, id string) *httptest.ResponseRecorder {
		t.Helper()
		recorder, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(creationOf(id))), caller)
		return recorder
	}
	refused := send(auth.Local(), "refused")
	if refused.Code != http.StatusServiceUnavailable || refused.Header().Get("Retry-After") == "" || !strings.Contains(refused.Body.String(), `"code":"UNAVAILABLE"`) {
		t.Errorf("without room it is answered %d %s", refused.Code, refused.Body)
	}
	if other := send(&auth.Principal{UserID: "other", Scopes: auth.Local().Scopes}, "others"); other.Code != http.StatusOK || strings.Contains(other.Body.String(), `"errors"`) {
		t.Errorf("another caller is answered %d %s", other.Code, other.Body)
	}
	close(w.take)
	sending.Wait()
	if w.Code != http.StatusOK || w.Body.Len() < 900*30_000 {
		t.Errorf("the long answer is %d with %d bytes", w.Code, w.Body.Len())
	}
	if answer := s.Text(t, `{"query":"{ group(id: \"refused\") { id } }"}`); answer != `{"data":{"group":null}}` {
		t.Errorf("what was refused is stored: %s", answer)
	}
	if again := send(auth.Local(), "refused"); again.Code != http.StatusOK || strings.Contains(again.Body.String(), `"errors"`) {
		t.Errorf("with room it is answered %d %s", again.Code, again.Body)
	}
}
