// Package graph has the GraphQL schema, its resolvers and the code that is generated for it.
package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"github.com/itemactivity/itemactivity/internal/plan"
	"github.com/itemactivity/itemactivity/internal/store"
)

// Executable is the schema with its resolvers.
type Executable struct{ schema *executableSchema }

// NewExecutable returns the schema with resolvers that read and write a store. The
// definition is the result of Definition, or an edited copy of it.
func NewExecutable(definition *ast.Schema, s *store.Store) Executable {
	executable := NewExecutableSchema(Config{
		Schema: definition, Resolvers: &Resolver{Store: s}, Directives: DirectiveRoot{Scope: requireScope},
	})
	return Executable{executable.(*executableSchema)}
}

// Resolve executes a valid operation and returns its data. The context must have gqlgen's
// operation context and response context. Errors are added to the response context.
func (e Executable) Resolve(ctx context.Context, op *graphql.OperationContext) graphql.Marshaler {
	ec := newExecutionContext(op, e.schema, nil) // nil, because @defer is not supported
	if op.Operation.Operation == ast.Mutation {
		return ec._Mutation(ctx, op.Operation.SelectionSet)
	}
	return ec._Query(ctx, op.Operation.SelectionSet)
}

// NewCompiler returns a compiler of plans that call the resolvers of the executable.
func (e Executable) NewCompiler() *plan.Compiler {
	return plan.NewCompiler(e.schema.Schema(), planObjects(newExecutionContext(nil, e.schema, nil)))
}

// Definition returns the schema.
func Definition() *ast.Schema { return parsedSchema }

// SDL returns the text of the schema in the schema definition language.
func SDL() string {
	var b strings.Builder
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchema(parsedSchema)
	return b.String()
}
