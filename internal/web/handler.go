// Package web has the routes of the server and the middleware in front of its APIs. The
// middleware assigns request ids, logs requests, checks origins, authenticates callers, and
// limits their rates.
package web

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/web/clientaddr"
	"github.com/itemactivity/itemactivity/models"
)

// Options are the options of NewHandler.
type Options struct {
	// GraphQL serves /graphql and /query.
	GraphQL http.Handler
	// REST serves the URLs of Microsoft Graph. If it is nil, they are not found.
	REST http.Handler
	// OpenAPI serves the document that describes the URLs of Microsoft Graph. If it is nil, there is
	// none. Like the schema of GraphQL, it is served only to authenticated callers.
	OpenAPI http.Handler
	// Playground serves / and the paths below /playground/. If it is nil, there is no page.
	Playground http.Handler
	// Origins are the origins whose pages may read responses. In development mode, all
	// origins of the local machine are allowed too.
	Origins []string
	// Authenticator authenticates the callers of GraphQL and REST. If it is nil, the server is in
	// development mode.
	Authenticator *jwt.Authenticator
	// RateLimits limit callers and requests without a valid token. If it is nil, there are
	// no limits. In development mode it is not used.
	RateLimits *RateLimits
	// Proxies are the trusted proxies.
	Proxies clientaddr.Proxies
	// Monitoring is served without a token, and its requests are not logged.
	Monitoring Monitoring
	// Trace wraps a handler to create a span for each request. If it is nil, there are no
	// spans.
	Trace func(http.Handler) http.Handler
	// Observe is called after each request to GraphQL or REST. It may be nil.
	Observe func(*operation.Operation)
	// SlowOperation is the duration from which an operation is logged as a warning. 0
	// disables these warnings.
	SlowOperation time.Duration
	Logger        *slog.Logger
}

// NewHandler returns the handler of the server with all middleware. The middleware is
// nested in the order in which it handles a request. A request gets an id and is logged
// before any middleware can reject it.
func NewHandler(o Options) http.Handler {
	newInner, allowed := o.inDevelopment, originList(o.Origins).containsOrLoopback
	if o.Authenticator != nil {
		newInner, allowed = o.authenticated, originList(o.Origins).contains
	}
	chain := logRequests(o.Logger, o.SlowOperation,
		recoverPanics(o.Logger, rejectDuplicateHeaders(allowOrigins(allowed, limitHeaderFields(newInner())))))
	if o.Trace != nil {
		chain = o.Trace(chain)
	}
	return setSecurityHeaders(o.Monitoring.Readiness.closeWhenStopping(o.monitored(beginRequest(chain))))
}

// monitored serves monitoring requests before they are logged. In development mode, it does
// so only for the local host, so that DNS rebinding gives no access.
func (o Options) monitored(next http.Handler) http.Handler {
	monitored := o.Monitoring.wrap(next)
	if o.Authenticator != nil {
		return monitored
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isLoopbackHost(r.Host) {
			monitored.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// inDevelopment returns the handler of development mode, in which every caller is the local
// user. It therefore checks the host and the origin of each request.
func (o Options) inDevelopment() http.Handler {
	allowed := originList(o.Origins).containsOrLoopback
	return requireLoopbackHost(
		rejectForeignOrigins(allowed,
			asLocalUser(o.routes(o.GraphQL, o.REST, o.OpenAPI))))
}

// authenticated returns the handler that requires a token for the API. It need not check
// the host and the origin. A browser does not add a token by itself as it adds a cookie, so
// a page of another site has no token to send.
func (o Options) authenticated() http.Handler {
	protect := func(api http.Handler) http.Handler {
		return authenticate(o.Authenticator, o.RateLimits, o.Proxies, o.Logger, limitCallers(o.RateLimits, api))
	}
	rest, openAPI := o.REST, o.OpenAPI
	if rest != nil {
		rest = protect(rest)
	}
	if openAPI != nil {
		openAPI = protect(openAPI)
	}
	return o.routes(protect(o.GraphQL), rest, openAPI)
}

// routes returns the handler of all paths. rest and openAPI may be nil.
func (o Options) routes(graphql, rest, openAPI http.Handler) http.Handler {
	routes := http.NewServeMux()
	graphql = observeRequests(o.Observe, graphql)
	routes.Handle("/graphql", graphql)
	routes.Handle("/query", graphql)
	if openAPI != nil {
		routes.Handle(openAPIPath, openAPI)
	}
	if o.Playground != nil {
		routes.Handle("/{$}", o.Playground)
		routes.Handle("/playground/", o.Playground)
	}
	routes.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeFailure(w, r, http.StatusNotFound, models.NotFound, "Not found. The GraphQL endpoint is /graphql.")
	})
	if rest == nil {
		return routes
	}
	rest = observeRequests(o.Observe, rest)
	// ServeMux redirects paths with segments such as "..", which may be escaped ids.
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if graphapi.Is(r) {
			rest.ServeHTTP(w, r)
			return
		}
		routes.ServeHTTP(w, r)
	})
}
