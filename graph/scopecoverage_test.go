package graph_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// neverReturned has the types that no response of this test contains, with the reason.
// Their fields cannot be called.
var neverReturned = map[string]string{
	"CreateItemActivityError": "a row of a bulk is refused where something is wrong with it, and the walk's are right",
	"IncompleteData":          "a fact is counted in the commit that stores it, so nothing is ever missing",
}

// grant calls a field with each scope that grants it, and selects everything below it that
// requires no other scope.
func (w *scopeWalk) grant(root rootCall) {
	w.t.Helper()
	for s := auth.Scopes(1); s <= everyScope; s <<= 1 {
		if !s.HasAny(root.needs) {
			continue
		}
		a := w.queryGenerator
		a.leaveOut = func(field *ast.FieldDefinition) bool {
			needs, guarded := scopesOf(field)
			return guarded && !s.HasAny(needs)
		}
		document := root.document(a.fieldSelection(root.field, 2))
		r := w.ask(w.t, w.with(s), document)
		if r.errors() != nil {
			w.t.Errorf("with %s\n%s\nreturns %s", s, shortened(document), shortened(r.text))
		}
		w.recordFields(r.body["data"])
	}
}

// recordFields records the fields of a response as called.
func (w *scopeWalk) recordFields(value any) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			w.recordFields(element)
		}
	case map[string]any:
		name, _ := value["__typename"].(string)
		for key, member := range value {
			w.called[name+"."+fieldOf(key)] = true
			w.recordFields(member)
		}
	}
}

// fieldOf returns the field of a response name of a queryGenerator: Type_field_n, field_n,
// or the field itself.
func fieldOf(key string) string {
	parts := strings.Split(key, "_")
	if strings.HasPrefix(key, "__") || len(parts) == 1 {
		return key
	}
	return parts[len(parts)-2]
}

// wantEveryFieldCalled reports the fields that no response contained.
func (w *scopeWalk) wantEveryFieldCalled() {
	w.t.Helper()
	fields := 0
	for _, name := range slices.Sorted(maps.Keys(w.schema.Types)) {
		def := w.schema.Types[name]
		if def.Kind != ast.Object || strings.HasPrefix(name, "__") {
			continue
		}
		for _, field := range def.Fields {
			switch at := name + "." + field.Name; {
			case strings.HasPrefix(field.Name, "__"):
			case neverReturned[name] != "" && w.called[at]:
				w.t.Errorf("%s is in neverReturned, but was returned", at)
			case neverReturned[name] != "":
			case (def == w.schema.Query || def == w.schema.Mutation) && w.called["."+field.Name]:
				fields++
			case w.called[at]:
				fields++
			default:
				w.t.Errorf("%s was never called: no answer has it", at)
			}
		}
	}
	w.t.Logf("all %d fields were called", fields)
}

// refuseBelow calls the fields of objects that require a scope, with every set of scopes
// that grants the fields above them, but not these fields.
func (w *scopeWalk) refuseBelow() {
	w.t.Helper()
	for _, name := range slices.Sorted(maps.Keys(w.schema.Types)) {
		def := w.schema.Types[name]
		if def == w.schema.Query || def == w.schema.Mutation || def.Kind != ast.Object {
			continue
		}
		for _, field := range def.Fields {
			needs, guarded := scopesOf(field)
			if guarded {
				w.refuseThere(def, field, needs)
			}
		}
	}
}

func (w *scopeWalk) refuseThere(def *ast.Definition, field *ast.FieldDefinition, needs auth.Scopes) {
	w.t.Helper()
	at, tried := def.Name+"."+field.Name, 0
	for s := range everyScope + 1 {
		way := w.wayTo(def, s)
		if s.HasAny(needs) || way == nil {
			continue
		}
		tried++
		var document strings.Builder
		var path []string
		for _, step := range append(way, rootCall{field: field, call: w.calls(at, field)[0]}) {
			document.WriteString("{ " + step.field.Name + step.call)
			path = append(path, step.field.Name)
		}
		document.WriteString(" { __typename } " + strings.Repeat("}", len(path)))
		w.wantRefusal(w.ask(w.t, w.with(s), document.String()), path, "FORBIDDEN")
	}
	if tried == 0 {
		w.t.Errorf("%s requires a scope, but no other scope leads to it", at)
	}
}

// wayTo returns the shortest path from Query to an object of a type, by fields that the
// scopes grant.
func (w *scopeWalk) wayTo(to *ast.Definition, s auth.Scopes) []rootCall {
	type end struct {
		def *ast.Definition
		way []rootCall
	}
	seen := map[string]bool{}
	for ends := []end{{def: w.schema.Query}}; len(ends) > 0; ends = ends[1:] {
		at := ends[0]
		if at.def == to {
			return at.way
		}
		for _, field := range at.def.Fields {
			next := w.schema.Types[field.Type.Name()]
			needs, guarded := scopesOf(field)
			if next.Kind != ast.Object || seen[next.Name] || strings.HasPrefix(field.Name, "__") || guarded && !s.HasAny(needs) {
				continue
			}
			seen[next.Name] = true
			step := rootCall{field: field, call: w.calls(at.def.Name+"."+field.Name, field)[0]}
			ends = append(ends, end{next, append(slices.Clone(at.way), step)})
		}
	}
	return nil
}
