package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestRepeatedCreationsCompareEveryMember sends every creation of the schema again with the
// same id, the same idempotency key, or both, and with one argument or one input field
// changed or omitted. Each must be a CONFLICT. With a key that includes the ids, the number
// of rows, and whether they are recorded together. The test walks the input types of the
// schema, so it fails if a new input field is not compared.
func TestRepeatedCreationsCompareEveryMember(t *testing.T) {
	creations := 0
	for _, field := range printedSchema(t).Mutation.Fields {
		creates := newRepeatedCreation(t, field).creates()
		if named := strings.HasPrefix(field.Name, "create") || strings.HasPrefix(field.Name, "record"); named != creates {
			t.Errorf("%s: by its name it creates something: %v; its input accepts an id: %v", field.Name, named, creates)
		}
		if !creates {
			continue
		}
		creations++
		for _, by := range []struct {
			key string
			ids bool
		}{{"", true}, {"the key", false}, {"the key", true}} {
			for choice := range 2 {
				for _, bare := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s, key %q, ids %v, choice %d, bare %v", field.Name, by.key, by.ids, choice, bare), func(t *testing.T) {
						t.Parallel()
						r := newRepeatedCreation(t, field)
						r.key, r.ids, r.choice, r.minimal = by.key, by.ids, choice, bare
						r.compare()
					})
				}
			}
		}
	}
	if creations < 7 {
		t.Errorf("only %d creations were found", creations)
	}
}

// repeatedCreation is a creation and its variants.
type repeatedCreation struct {
	*argumentGenerator
	t     *testing.T
	field *ast.FieldDefinition
	// key is the idempotency key, or empty.
	key string
	// ids is whether the client chooses the ids.
	ids bool
	// choice selects the alternative of an input that is sent first.
	choice int
	// minimal omits everything that is not required, and sends inputs empty.
	minimal bool
}

func newRepeatedCreation(t *testing.T, field *ast.FieldDefinition) *repeatedCreation {
	t.Helper()
	// The first ids of each kind belong together, and there is a second id of each kind.
	all := idsByKind{
		"Group": {"team", "others"}, "Drive": {"team-drive", "others-drive"}, "DriveItem": {"report", "budget"},
		"Folder": {"folder", "archive"}, "DriveActivity": {"report-created", "report-edited"}, "ItemActivityStat": {"~allTime~report", "~month:2024-05~report"},
	}
	return &repeatedCreation{argumentGenerator: newArgumentGenerator(t, all), t: t, field: field}
}

// creates returns whether the mutation accepts an id for something new.
func (r *repeatedCreation) creates() bool {
	return slices.ContainsFunc(r.field.Arguments, func(a *ast.ArgumentDefinition) bool { return r.takesNewID(a.Type) })
}

func (r *repeatedCreation) takesNewID(typ *ast.Type) bool {
	def := r.schema.Types[typ.Name()]
	return def.Kind == ast.InputObject && slices.ContainsFunc(def.Fields, func(f *ast.FieldDefinition) bool {
		return isNewID(parameter{name: f.Name, at: def.Name + "." + f.Name, typ: f.Type}) || r.takesNewID(f.Type)
	})
}

func isNewID(p parameter) bool { return p.name == "id" && p.typ.Name() == "ID" }

// compare creates something, sends it again in every variant, and then unchanged.
func (r *repeatedCreation) compare() {
	r.t.Helper()
	s := gqlhttptest.NewServer(r.t)
	r.send(s, `mutation {
		createGroup(input: {id: "team", displayName: "Team", driveId: "team-drive"}) { id }
		others: createGroup(input: {id: "others", displayName: "Others", driveId: "others-drive"}) { id }
		folder: createDriveItem(driveId: "team-drive", input: {id: "folder", name: "Folder", folder: {}}) { id }
		archive: createDriveItem(driveId: "team-drive", input: {id: "archive", name: "Archive", folder: {}}) { id }
		report: createDriveItem(driveId: "team-drive", input: {id: "report", name: "report.txt", file: {}}) { id }
		budget: createDriveItem(driveId: "team-drive", input: {id: "budget", name: "budget.txt", file: {}}) { id }
		created: createDriveActivity(driveItemId: "report", input: {id: "report-created", action: {create: {}}}) { id }
		edited: createDriveActivity(driveItemId: "report", input: {id: "report-edited", action: {edit: {}}}) { id }
	}`, "")
	sent, variants := r.write("", parametersOf("Mutation."+r.field.Name, r.field.Arguments))
	if replayed, code := r.send(s, r.document(sent), r.key); replayed || code != "" {
		r.t.Fatalf("%s\nis replayed (%v), or refused by %s", sent, replayed, code)
	}
	if len(variants) < 1 {
		r.t.Errorf("%s has only %d variants", sent, len(variants))
	}
	for _, v := range append(variants, variant{at: "nothing", text: sent, same: true}) {
		replayed, code := r.send(s, r.document(v.text), r.key)
		if v.same && (!replayed || code != "") || !v.same && code != "CONFLICT" {
			r.t.Errorf("with another %s it is replayed (%v), or refused by %q:\n%s\nafter\n%s", v.at, replayed, code, v.text, sent)
		}
	}
}

func (r *repeatedCreation) document(arguments string) string {
	return "mutation { " + r.field.Name + "(" + arguments + ") { __typename } }"
}

// send returns whether the response is a replay, and the code of its error.
func (r *repeatedCreation) send(s *gqlhttptest.Server, document, key string) (replayed bool, code string) {
	r.t.Helper()
	body, err := json.Marshal(map[string]any{"query": document})
	if err != nil {
		r.t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(r.t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	recorder, _ := s.Do(request, auth.Local())
	var answer struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
		Extensions struct{ Idempotency struct{ Replayed []any } }
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		r.t.Fatal(err)
	}
	if len(answer.Errors) > 0 {
		code = answer.Errors[0].Extensions.Code
		if code != "CONFLICT" {
			code += " " + answer.Errors[0].Message
		}
	}
	return len(answer.Extensions.Idempotency.Replayed) > 0, code
}
