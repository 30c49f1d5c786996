package graph_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"
)

// documentsOfEach returns a document for each field of a mutation. The other fields are
// skipped with @skip, because the fields after a failed field would not run.
func documentsOfEach(t *testing.T, text string) []string {
	t.Helper()
	var documents []string
	for i := 0; ; i++ {
		doc, err := parser.ParseQuery(&ast.Source{Input: text})
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		fields := doc.Operations[0].SelectionSet
		if i == len(fields) {
			return documents
		}
		for j, field := range fields {
			if field := field.(*ast.Field); j != i {
				field.Directives = append(field.Directives, &ast.Directive{
					Name:      "skip",
					Arguments: ast.ArgumentList{{Name: "if", Value: &ast.Value{Kind: ast.BooleanValue, Raw: "true"}}},
				})
			}
		}
		var b strings.Builder
		formatter.NewFormatter(&b).FormatQueryDocument(doc)
		documents = append(documents, b.String())
	}
}

// sendEach sends each field of the mutation of a step in a request of its own. It merges
// the responses into one, with one request id.
func (c *conversation) sendEach(t *testing.T, s *goldenStep) (answer any, requestID string) {
	t.Helper()
	data, errs := map[string]any{}, []any{}
	for _, document := range documentsOfEach(t, s.document) {
		one := *s
		one.document = document
		recorder, id := c.Do(c.request(t, &one), s.caller)
		if requestID == "" {
			requestID = id
		}
		got, err := decodeJSON([]byte(strings.ReplaceAll(recorder.Body.String(), id, requestID)))
		if err != nil {
			t.Fatalf("%s: %v in the response %s", s.place, err, recorder.Body)
		}
		members := got.(map[string]any)
		if names := slices.Sorted(maps.Keys(members)); !slices.Equal(names, []string{"data"}) && !slices.Equal(names, []string{"data", "errors"}) {
			t.Fatalf("%s: the response %s has members that cannot be put together", s.place, recorder.Body)
		}
		more, _ := members["errors"].([]any)
		errs = append(errs, more...)
		if field, ok := members["data"].(map[string]any); ok && data != nil {
			maps.Copy(data, field)
		} else {
			data = nil
		}
	}
	whole := map[string]any{"data": data}
	if data == nil {
		whole["data"] = nil
	}
	if len(errs) > 0 {
		whole["errors"] = errs
	}
	return whole, requestID
}
