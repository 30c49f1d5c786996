package opponent

import (
	"context"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/models"
)

// mutations are the resolvers of an opponent. The load generator sends no other mutations.
type mutations interface {
	CreateItemActivity(ctx context.Context, groupID, activityID, statID models.ID, input models.ItemActivity) (*models.ItemActivity, error)
	CreateItemActivities(ctx context.Context, inputs []*models.CreateItemActivityInput, atomic bool) ([]*models.CreateItemActivityResult, error)
}

// queries are the resolvers of an opponent. The load generator sends no other queries that have
// resolvers, except to itemactivity.
type queries interface {
	ItemActivities(ctx context.Context, filter models.ItemActivityFilter, orderBy *models.ItemActivityOrder,
		first *int, after *string, last *int, before *string) (*models.ItemActivityConnection, error)
}

// documents is the size of the cache of parsed documents, as in gqlgen's documentation.
const documents = 1000

// graphQL returns gqlgen's handler for itemactivity's schema and generated code, with POST
// and the document cache only. It has no callers, scopes, limits or log.
func graphQL(m mutations, q queries) http.Handler {
	schema := graph.NewExecutableSchema(graph.Config{
		Resolvers: resolvers{mutations: resolver{mutations: m}, queries: queryResolver{queries: q}},
		Directives: graph.DirectiveRoot{
			Scope: func(ctx context.Context, _ any, next graphql.Resolver, _ []string) (any, error) { return next(ctx) },
		},
	})
	server := handler.New(schema)
	server.AddTransport(transport.POST{})
	server.SetQueryCache(lru.New[*ast.QueryDocument](documents))
	return server
}

type resolvers struct {
	graph.ResolverRoot
	mutations graph.MutationResolver
	queries   graph.QueryResolver
}

func (r resolvers) Query() graph.QueryResolver { return r.queries }

func (r resolvers) Mutation() graph.MutationResolver { return r.mutations }

// rest contains the mutations that no opponent implements. resolver embeds it more deeply
// than the implemented ones, which therefore take precedence.
type rest struct{ graph.MutationResolver }

type resolver struct {
	mutations
	rest
}

// restOfQueries is as rest.
type restOfQueries struct{ graph.QueryResolver }

type queryResolver struct {
	queries
	restOfQueries
}
