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

// mutations are the resolvers that an opponent has; the load asks for no others.
type mutations interface {
	CreateItemActivity(ctx context.Context, groupID, activityID, statID models.ID, input models.ItemActivity) (*models.ItemActivity, error)
	CreateItemActivities(ctx context.Context, inputs []*models.CreateItemActivityInput, atomic bool) ([]*models.CreateItemActivityResult, error)
}

// documents is how many parsed documents a server keeps, as gqlgen advises.
const documents = 1000

// graphQL serves our schema, with our generated code, through gqlgen's own handler:
// POST and the cache of documents, and nothing else that would cost time. There is
// no caller, no scope, no limit, no log.
func graphQL(m mutations) http.Handler {
	schema := graph.NewExecutableSchema(graph.Config{
		Resolvers: resolvers{mutations: resolver{mutations: m}},
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
}

func (r resolvers) Mutation() graph.MutationResolver { return r.mutations }

// rest are the mutations that no opponent has. They are deeper in a resolver than
// its own, which therefore win.
type rest struct{ graph.MutationResolver }

type resolver struct {
	mutations
	rest
}
