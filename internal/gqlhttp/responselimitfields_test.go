package gqlhttp_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// TestEveryFieldCountsTowardsTheResponseLimit selects each field of each type, including
// those of introspection, with a long alias in many objects. The response exceeds the
// limit, so it is replaced by one error.
func TestEveryFieldCountsTowardsTheResponseLimit(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	made := s.Fill(t, gqlhttptest.Shape{Groups: 2, Members: 2, Folders: 2, Children: 2, Stats: 2, Accesses: 2})
	limits := engine.DefaultLimits()
	limits.ResponseBytes = 4000
	s.SetLimits(limits)
	schema := graph.Definition()
	long := strings.Repeat("A", 900)
	ways := map[string]string{
		"__Schema": "{ %s }", "__Type": "{ __schema { types { %s } } }", "__Field": "{ __schema { types { fields { %s } } } }",
		"__InputValue": "{ __schema { types { fields { args { %s } } } } }", "__EnumValue": "{ __schema { types { enumValues { %s } } } }",
		"__Directive": "{ __schema { directives { %s } } }",
	}
	aborted := map[string]int{}
	try := func(typename, query string) {
		t.Helper()
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			t.Fatal(err)
		}
		response := s.Text(t, string(body))
		switch {
		case strings.Contains(response, `"QUERY_TOO_COMPLEX"`) && !strings.Contains(response, `"data"`):
			aborted[typename]++
		case len(response) > int(limits.ResponseBytes):
			t.Errorf("the response to %.100s has %d bytes: %.200s", strings.ReplaceAll(query, long, "A"), len(response), response)
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
		if aborted[typename] == 0 {
			t.Errorf("no response with %s was aborted", typename)
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
		if aborted[kind] < len(definition.Fields) {
			t.Errorf("only %d responses with %s were aborted", aborted[kind], kind)
		}
	}
}
