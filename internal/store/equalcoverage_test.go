package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/engine"
)

// TestDocumentsCoverTheSchema requires that the documents of TestResponsesAreEqualAtEveryWatermark select
// every field of Query, every list and every field of the types of accesses and statistics, with every
// argument, every field of their filters, and every value of their enums. A new field or filter must be
// added to them.
func TestDocumentsCoverTheSchema(t *testing.T) {
	t.Parallel()
	schema := engine.New(nil, engine.Options{}).Schema()
	used := map[string]bool{}
	for _, document := range accessDocuments() {
		parsed, err := gqlparser.LoadQueryWithRules(schema, document+usedFragments(document), nil)
		if err != nil {
			t.Fatalf("%s: %v", document, err)
		}
		for _, op := range parsed.Operations {
			useSelections(used, op.SelectionSet)
		}
		for _, fragment := range parsed.Fragments {
			useSelections(used, fragment.SelectionSet)
		}
	}
	wanted := wantedUses(schema)
	if len(wanted) < 100 {
		t.Errorf("only %d uses are wanted", len(wanted))
	}
	for _, want := range wanted {
		if !used[want] {
			t.Errorf("no document uses %s", want)
		}
	}
}

// useSelections adds the fields of a selection set, and what their arguments contain.
func useSelections(used map[string]bool, selections ast.SelectionSet) {
	for _, s := range selections {
		switch s := s.(type) {
		case *ast.Field:
			field := s.ObjectDefinition.Name + "." + s.Name
			used[field] = true
			for _, a := range s.Arguments {
				used[field+"("+a.Name+")"] = true
				useValue(used, a.Value)
			}
			useSelections(used, s.SelectionSet)
		case *ast.InlineFragment:
			useSelections(used, s.SelectionSet)
		}
	}
}

func useValue(used map[string]bool, v *ast.Value) {
	if v.Kind == ast.EnumValue {
		used[v.Definition.Name+"."+v.Raw] = true
	}
	for _, child := range v.Children {
		if v.Kind == ast.ObjectValue {
			used[v.Definition.Name+"."+child.Name] = true
		}
		useValue(used, child.Value)
	}
}

// wantedUses returns the uses that documents must have, in the form of useSelections.
func wantedUses(schema *ast.Schema) (wanted []string) {
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		d := schema.Types[name]
		if d == nil || seen[name] || strings.HasPrefix(name, "__") {
			return
		}
		seen[name] = true
		for _, value := range d.EnumValues {
			wanted = append(wanted, name+"."+value.Name)
		}
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			use := name + "." + f.Name
			if d == schema.Query || d.Kind == ast.InputObject || len(f.Arguments) > 0 || ofAccesses(name) {
				wanted = append(wanted, use)
			}
			for _, a := range f.Arguments {
				wanted = append(wanted, use+"("+a.Name+")")
				visit(a.Type.Name())
			}
			if schema.Types[f.Type.Name()].Kind != ast.Enum {
				visit(f.Type.Name())
			}
		}
		for _, possible := range schema.PossibleTypes[name] {
			visit(possible.Name)
		}
	}
	visit(schema.Query.Name)
	slices.Sort(wanted)
	return wanted
}

// ofAccesses reports whether a type describes accesses or statistics.
func ofAccesses(name string) bool {
	return strings.HasPrefix(name, "ItemActivity") && name != "ItemActivityTimeSet" || strings.HasPrefix(name, "ItemActionStat") || name == "ItemAnalytics"
}
