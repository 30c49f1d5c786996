// Package graph speaks GraphQL.
package graph

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"github.com/itemactivity/itemactivity/internal/store"
)

const (
	// RequestTimeout ends a request that takes longer, with its statements.
	RequestTimeout = 10 * time.Second
	// maxTokens bounds a document; the longest introspection query of the
	// usual tools has less than a fifth of it.
	maxTokens = 1000
	// cachedDocuments bounds the parsed documents that are kept.
	cachedDocuments = 256
)

// handler answers GraphQL requests over HTTP.
type handler struct {
	exec    *executor.Executor
	store   *store.Store
	present presenter
}

// NewHandler returns the GraphQL endpoint over a store. It takes the caller
// from the request's context.
func NewHandler(s *store.Store, logger *slog.Logger) http.Handler {
	h := &handler{
		exec:    executor.New(NewExecutableSchema(Config{Resolvers: &Resolver{Store: s}})),
		store:   s,
		present: presenter{logger: logger},
	}
	h.exec.SetErrorPresenter(h.present.present)
	h.exec.SetRecoverFunc(h.present.recovered)
	h.exec.SetParserTokenLimit(maxTokens)
	h.exec.SetQueryCache(lru.New[*ast.QueryDocument](cachedDocuments))
	h.exec.AroundRootFields(h.readAfterWrite)
	return h
}

// readAfterWrite gives each field of a mutation a snapshot of its own. It
// begins with the first read below the field, and so after the field's commit.
func (h *handler) readAfterWrite(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if graphql.GetOperationContext(ctx).Operation.Operation != ast.Mutation {
		return next(ctx)
	}
	ctx, end := h.store.Snapshot(ctx)
	defer end()
	return next(ctx)
}

// SDL returns the schema in the schema definition language.
func SDL() string {
	var b strings.Builder
	formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatSchema(NewExecutableSchema(Config{}).Schema())
	return b.String()
}
