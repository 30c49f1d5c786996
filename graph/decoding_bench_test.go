package graph_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/plan"
	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// BenchmarkDecodeRequest decodes the body of a mutation, prepares the operation and decodes its
// arguments. The caller has no permission, so nothing is recorded.
//
//	go test ./graph -run '^$' -bench DecodeRequest -benchmem
func BenchmarkDecodeRequest(b *testing.B) {
	schema := gqldoc.NewSchema(graph.Definition())
	documents := gqldoc.NewDocuments(schema, gqldoc.DefaultLimits(), false, graph.NewExecutable(schema, nil).NewCompiler())
	ctx := auth.WithPrincipal(b.Context(), &auth.Principal{})
	for name, body := range map[string]string{"create": fmt.Sprintf(recording, 1, 1), "rows=1000": recordingOf(1000)} {
		b.Run(name, func(b *testing.B) {
			text := []byte(body)
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for range b.N {
				ctx := graphql.WithResponseContext(ctx, graphql.DefaultErrorPresenter, nil)
				decodeRequest(ctx, b, documents, text)
				if errs := graphql.GetErrors(ctx); len(errs) != 1 || !strings.Contains(errs[0].Message, "permission") {
					b.Fatal(errs)
				}
			}
		})
	}
}

// recordingOf returns a request that records several accesses.
func recordingOf(rows int) string {
	_, variables, _ := strings.Cut(recording, `"variables":`)
	inputs := make([]string, rows)
	for n := range inputs {
		inputs[n] = fmt.Sprintf(strings.TrimSuffix(variables, "}"), n, n%100)
	}
	return `{"query":"mutation Record($inputs: [CreateItemActivityInput!]!) { createItemActivities(inputs: $inputs) { activity { id } error { code } } }",` +
		`"variables":{"inputs":[` + strings.Join(inputs, ",") + `]}}`
}

func decodeRequest(ctx context.Context, b *testing.B, documents *gqldoc.Documents, text []byte) {
	b.Helper()
	body, err := strictjson.Decode(strictjson.Text{Bytes: text})
	if err != nil {
		b.Fatal(err)
	}
	query, _ := body.Member("query")
	variables, _ := body.Member("variables")
	op, errs := documents.Prepare(gqldoc.Request{Text: query.Text(), Variables: variables})
	if errs != nil || op.Plan == nil {
		b.Fatal(errs)
	}
	execution := plan.New(ctx, op.Plan, op.Variables, noLimits{})
	execution.Mutation(func(ctx context.Context, _ string, _ bool, resolve func(context.Context) bool) bool {
		return resolve(ctx)
	})
	execution.Data().MarshalGQL(new(strings.Builder))
}

// noLimits implements plan.Limits.
type noLimits struct{}

func (noLimits) Yield(context.Context)                   {}
func (noLimits) Check(int64, int64, int64) (int64, bool) { return 1 << 40, true }
func (noLimits) TooLarge()                               {}
func (noLimits) Maximum() (units, bytes int64)           { return 1 << 40, 1 << 40 }
