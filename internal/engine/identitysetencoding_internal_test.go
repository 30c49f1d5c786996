package engine

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator/rules"
	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/models"
)

// TestIdentitySetEncoding checks that any selection of an identity set is encoded as
// gqlgen's executor encodes it.
func TestIdentitySetEncoding(t *testing.T) {
	executable := graph.NewExecutable(graph.Definition(), nil)
	rapid.Check(t, func(t *rapid.T) {
		document := fmt.Sprintf(`query Q($yes: Boolean = true, $no: Boolean = false) { node(id: "a") { ... on ItemActivity { actor %s } }
				used: node(id: "a") { id @skip(if: $no) __typename @skip(if: $yes) ... on ItemActivity { actor { ...App } } } }
			fragment Both on Identity { id displayName }
			fragment App on IdentitySet { application { ...Both } app: application { name: displayName } }`, selections(t, "IdentitySet", 3))
		doc, errs := gqlparser.LoadQueryWithRules(graph.Definition(), document, rules.NewDefaultRules())
		if errs != nil {
			t.Skip(errs) // such as two different fields with the same response name
		}
		activity := &models.ItemActivity{ID: "a", Actor: anIdentitySet(t)}
		execute := func(encode bool) string {
			op := &graphql.OperationContext{
				Doc: doc, Operation: doc.Operations[0], Variables: map[string]any{"yes": true, "no": false},
				RootResolverMiddleware: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) },
			}
			limit := &responseLimit{op: op, limits: DefaultLimits()}
			op.ResolverMiddleware = func(ctx context.Context, next graphql.Resolver) (any, error) {
				if graphql.GetFieldContext(ctx).Field.Name == "node" {
					return activity, nil
				}
				value, err := next(ctx)
				if encode {
					value = limit.encodeIdentitySets(ctx, value)
				}
				return value, err
			}
			ctx := graphql.WithResponseContext(graphql.WithOperationContext(t.Context(), op), graphql.DefaultErrorPresenter, graphql.DefaultRecover)
			var text bytes.Buffer
			executable.Resolve(ctx, op).MarshalGQL(&text)
			if errs := graphql.GetErrors(ctx); errs != nil {
				t.Fatal(errs)
			}
			return text.String()
		}
		want, got := execute(false), execute(true)
		if got != want {
			t.Fatalf("the data of\n%s\nis\n%s\nand gqlgen's is\n%s", document, got, want)
		}
	})
}

// selections draws a selection set of a type.
func selections(t *rapid.T, typename string, depth int) string {
	condition := rapid.SampledFrom([]string{"", "", "", " @skip(if: $no)", " @include(if: $yes)", " @skip(if: true)", " @include(if: $no)"})
	alias := rapid.SampledFrom([]string{"", "", "a: ", "b: "})
	fields := []string{"id", "displayName", "__typename", "...Both"}
	if typename == "IdentitySet" {
		fields = []string{"application", "device", "user", "user", "__typename", "...App"}
	}
	var b strings.Builder
	b.WriteString("{")
	for range rapid.IntRange(1, 4).Draw(t, "fields") {
		if depth > 0 && rapid.IntRange(0, 4).Draw(t, "inline") == 0 {
			on := rapid.SampledFrom([]string{"", " on " + typename}).Draw(t, "on")
			b.WriteString(" ..." + on + condition.Draw(t, "condition") + selections(t, typename, depth-1))
			continue
		}
		field := rapid.SampledFrom(fields).Draw(t, "field")
		b.WriteString(" ")
		if !strings.HasPrefix(field, "...") {
			b.WriteString(alias.Draw(t, "alias"))
		}
		b.WriteString(field + condition.Draw(t, "condition"))
		switch field {
		case "application", "device", "user":
			b.WriteString(selections(t, "Identity", depth-1))
		}
	}
	return b.String() + "}"
}

func anIdentitySet(t *rapid.T) *models.IdentitySet {
	text := rapid.OneOf(rapid.Just[*string](nil), rapid.Ptr(rapid.OneOf(rapid.String(), rapid.Just("\"\\\x01\n\u2028<&>")), false))
	identity := rapid.OneOf(rapid.Just[*models.Identity](nil), rapid.Custom(func(t *rapid.T) *models.Identity {
		return &models.Identity{ID: text.Draw(t, "id"), DisplayName: text.Draw(t, "displayName")}
	}))
	return &models.IdentitySet{
		Application: identity.Draw(t, "application"), Device: identity.Draw(t, "device"), User: identity.Draw(t, "user"),
	}
}
