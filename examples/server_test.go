package examples_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/store"
)

// server is the real endpoint on a new database with the example group.
type server struct{ http.Handler }

func newServer(t *testing.T) *server {
	t.Helper()
	logger := slog.New(slog.DiscardHandler)
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &server{gqlhttp.NewHandler(engine.New(s, engine.Options{Limits: engine.DefaultLimits(), Introspection: true, WithoutPlans: gqlhttptest.WithoutPlans(), Logger: logger}))}
}

type answer struct {
	Data       map[string]any   `json:"data"`
	Errors     []map[string]any `json:"errors"`
	Extensions map[string]any   `json:"extensions"`
}

// run sends an example with its variables, some of them replaced, and returns the
// response. It fails the test if the response has errors.
func (s *server) run(t *testing.T, name string, replace map[string]any) answer {
	t.Helper()
	query, variables := read(t, name)
	maps.Copy(variables, replace)
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, request.WithContext(auth.WithPrincipal(t.Context(), auth.Local())))
	var got answer
	if err := json.Unmarshal(recorder.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, recorder.Body)
	}
	if got.Errors != nil || got.Data == nil {
		t.Fatalf("%s: got %s", name, recorder.Body)
	}
	return got
}

// pages follows an example's cursors and returns the ids on each page.
func (s *server) pages(t *testing.T, name, variable, more, cursor string) [][]string {
	t.Helper()
	var pages [][]string
	for from := any(nil); ; {
		stat := s.run(t, name, map[string]any{variable: from}).Data["itemActivityStat"].(map[string]any)
		activities := stat["activities"].(map[string]any)
		var page []string
		for _, edge := range activities["edges"].([]any) {
			page = append(page, edge.(map[string]any)["node"].(map[string]any)["id"].(string))
		}
		pages = append(pages, page)
		info := activities["pageInfo"].(map[string]any)
		if info[more] == false {
			return pages
		}
		if len(page) == 0 {
			t.Fatalf("%s: there should be more after an empty page", name)
		}
		from = info[cursor]
	}
}

// read returns an example's document and variables. It checks the form of the document that
// client generators and readers rely on.
func read(t *testing.T, name string) (string, map[string]any) {
	t.Helper()
	document, err := os.ReadFile(name + ".graphql")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ParseQuery(&ast.Source{Name: name, Input: string(document)})
	if err != nil {
		t.Fatal(err)
	}
	if len(parsed.Operations) != 1 {
		t.Fatalf("%s: there are %d operations, not one", name, len(parsed.Operations))
	}
	if operation := parsed.Operations[0].Name; !strings.EqualFold(operation, strings.ReplaceAll(name, "-", "")) {
		t.Errorf("%s: the operation has another name: %s", name, operation)
	}
	if !bytes.HasPrefix(document, []byte("# ")) {
		t.Errorf("%s: no comment says what it is for", name)
	}
	variables := map[string]any{}
	if len(parsed.Operations[0].VariableDefinitions) == 0 {
		return string(document), variables
	}
	values, err := os.ReadFile(name + ".variables.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(values, &variables); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(document), variables
}

// holds reports whether got contains everything that want contains.
func holds(got, want any) bool {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok {
			return false
		}
		for name, value := range want {
			member, found := got[name]
			if !found || !holds(member, value) {
				return false
			}
		}
		return true
	case []any:
		got, ok := got.([]any)
		return ok && slices.EqualFunc(got, want, holds)
	default:
		return got == want
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	encoded, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}
