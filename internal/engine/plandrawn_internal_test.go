package engine

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// TestPlansOfDrawnQueriesCountLikeGqlgen executes drawn queries from their plans and with gqlgen. Both
// must count the same cost and the same size.
func TestPlansOfDrawnQueriesCountLikeGqlgen(t *testing.T) {
	limits := DefaultLimits()
	limits.Aliases, limits.Tokens, limits.Merges = 1<<20, 1<<20, 1<<20
	e := New(openExample(t), Options{Limits: limits, Logger: slog.New(slog.DiscardHandler)})
	for i := range 5 {
		record := planned(t, e, fmt.Sprintf(`mutation { createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "~allTime~example-file",
			input: {id: "access-%d", access: {}, actor: {user: {id: "u%d", displayName: "Ü\""}}}) { id } }`, i, i))
		if executedFrom(t, e, record, e.limits).errors != 0 {
			t.Fatal("an access was not recorded")
		}
	}
	const nodes = `nodes(ids: ["example-group", "example-drive", "example-folder", "example-file", "example-activity", "access-1", "~allTime~example-file", "none"])`
	objects := int64(0)
	rapid.Check(t, func(rt *rapid.T) {
		d := selectionDrawer{rt: rt, schema: e.schema}
		text := "{ " + nodes + d.selection("Node", 3) + " groups" + d.selection("GroupConnection", 3) + " me" + d.selection("User", 2) + " }"
		operation := planned(t, e, text)
		fromPlan := executedFrom(t, e, operation, e.limits)
		operation.Plan = nil
		byGqlgen := executedFrom(t, e, operation, e.limits)
		if got, want := countsOf(fromPlan), countsOf(byGqlgen); got != want {
			rt.Errorf("the plan of %s counts the cost, the size and the errors %d, and gqlgen %d", text, got, want)
		}
		objects += fromPlan.limit.cost.Load()
	})
	if objects < 1000 {
		t.Errorf("all queries cost only %d", objects)
	}
}

// selectionDrawer draws selections of fields that need no arguments.
type selectionDrawer struct {
	rt      *rapid.T
	schema  *ast.Schema
	aliases int
}

// selection draws the selection of an object of a type.
func (d *selectionDrawer) selection(typeName string, depth int) string {
	def := d.schema.Types[typeName]
	var b strings.Builder
	b.WriteString(" { ")
	for range rapid.IntRange(1, 3).Draw(d.rt, "selections") {
		switch rapid.IntRange(0, 5).Draw(d.rt, "kind") {
		case 0:
			b.WriteString(d.alias() + "__typename ")
		case 1, 2:
			if def.IsAbstractType() {
				object := rapid.SampledFrom(d.schema.GetPossibleTypes(def)).Draw(d.rt, "type").Name
				b.WriteString("... on " + object + d.selection(object, depth))
				continue
			}
			fallthrough
		default:
			b.WriteString(d.field(def, depth))
		}
	}
	b.WriteString("} ")
	return b.String()
}

func (d *selectionDrawer) alias() string {
	d.aliases++
	return fmt.Sprintf("a%d: ", d.aliases)
}

func (d *selectionDrawer) field(def *ast.Definition, depth int) string {
	var possible []*ast.FieldDefinition
	for _, f := range def.Fields {
		required := false
		for _, a := range f.Arguments {
			required = required || a.Type.NonNull && a.DefaultValue == nil
		}
		if !required && !strings.HasPrefix(f.Name, "__") && (depth > 0 || d.schema.Types[f.Type.Name()].IsLeafType()) {
			possible = append(possible, f)
		}
	}
	if len(possible) == 0 {
		return "__typename "
	}
	f := rapid.SampledFrom(possible).Draw(d.rt, "field")
	if d.schema.Types[f.Type.Name()].IsLeafType() {
		return d.alias() + f.Name + " "
	}
	return d.alias() + f.Name + d.selection(f.Type.Name(), depth-1)
}
