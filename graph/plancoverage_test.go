package graph_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/plan"
)

// TestEveryFieldIsInPlans sends a document with each field of each type. Each must have a plan.
func TestEveryFieldIsInPlans(t *testing.T) {
	t.Parallel()
	s, unplanned := newPlanServer(t)
	schema, group := printedSchema(t), newTestGroup(1)
	group.fill()
	group.addGuest()
	group.ids.addDerived()
	group.ids.add(idsByKind{"Application": {"cyd"}})
	documents := 0
	for _, def := range schema.Types {
		if !slices.Contains(def.Interfaces, "Node") && def != schema.Query && def != schema.Mutation {
			continue
		}
		a := queryGenerator{argumentGenerator: newArgumentGenerator(t, group.ids)}
		for _, field := range def.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			selection := field.Name + a.calls(def.Name+"."+field.Name, field)[0] + a.fieldSelection(field, 1)
			switch def {
			case schema.Query:
				selection = "{ " + selection + " }"
			case schema.Mutation:
				selection = "mutation { " + selection + " }"
			default:
				selection = "{ node(id: \"none\") { ... on " + def.Name + " { " + selection + " } } }"
			}
			s.sendDocument(t, selection)
			documents++
			if reasons := *unplanned; len(reasons) > 0 {
				t.Fatalf("%s has no plan: %s", selection, reasons)
			}
		}
	}
	if documents < 50 {
		t.Errorf("only %d documents were sent", documents)
	}
}

// TestUnplannedOperations sends documents that gqlgen executes, and those with the most fields that
// have plans.
func TestUnplannedOperations(t *testing.T) {
	t.Parallel()
	s, unplanned := newPlanServer(t)
	levels := func(n int) string {
		var b strings.Builder
		b.WriteString(`{ drive(id: "none") { group { ...F1 } } }`)
		for i := range n {
			name, next := string(rune('a'+i)), "id"
			if i+1 < n {
				next = "...F" + string(rune('0'+i+2))
			}
			b.WriteString(" fragment F" + string(rune('0'+i+1)) + " on Group { " + name + ": drive { group { " + next + " } } " + name + "2: drive { group { " + next + " } } }")
		}
		return b.String()
	}
	for _, c := range []struct {
		document string
		want     []plan.Reason
	}{
		{"{ __typename me { id } }", nil},
		{"{ me { id } __schema { queryType { name } } }", []plan.Reason{plan.Introspection}},
		{`{ __type(name: "User") { name } }`, []plan.Reason{plan.Introspection}},
		{levels(7), nil},
		{levels(8), []plan.Reason{plan.Size}},
		{"{ groups(first: 1) { nodes { id } } }", nil},
	} {
		*unplanned = nil
		for range 2 { // the second time, the document is cached
			s.sendDocument(t, c.document)
		}
		if got := *unplanned; !slices.Equal(got, append(c.want, c.want...)) {
			t.Errorf("%s has the reasons %q, want each of %q twice", c.document, got, c.want)
		}
	}
}

// planServer is a server that executes operations from plans.
type planServer struct{ *gqlhttptest.Server }

// newPlanServer returns a server and the reasons of the operations that had no plan.
func newPlanServer(t *testing.T) (planServer, *[]plan.Reason) {
	t.Helper()
	s := gqlhttptest.NewExampleServer(t)
	unplanned := new([]plan.Reason)
	limits := gqlhttptest.WideLimits()
	s.Handler = gqlhttp.NewHandler(engine.New(s.Store, engine.Options{
		Limits: limits, Introspection: true, Unplanned: func(r string) { *unplanned = append(*unplanned, plan.Reason(r)) },
		Logger: slog.New(slog.NewTextHandler(s.Log, nil)),
	}))
	return planServer{s}, unplanned
}

// sendDocument sends a document, which must be executed.
func (s planServer) sendDocument(t *testing.T, document string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	recorder, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(string(body))), auth.Local())
	if recorder.Code != http.StatusOK || !strings.Contains(recorder.Body.String(), `"data":`) {
		t.Fatalf("%s returns %s", document, recorder.Body)
	}
}
