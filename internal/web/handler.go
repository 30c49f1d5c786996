// Package web is the middleware in front of GraphQL, and the routes. A request gets an
// id, a line in the log, checks of its origin, and its caller.
package web

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/web/clientaddr"
	"github.com/itemactivity/itemactivity/models"
)

// Options says what is served, and to whom.
type Options struct {
	// GraphQL answers at /graphql and /query.
	GraphQL http.Handler
	// Playground answers at / and below /playground/; nil serves no page.
	Playground http.Handler
	// Origins are those of front ends elsewhere. In development mode every
	// origin of this machine is admitted as well.
	Origins []string
	// Authenticator tells the callers of GraphQL apart. Without one the server is
	// in development mode.
	Authenticator *jwt.Authenticator
	// RateLimits bound callers, and whoever has no valid token; nil bounds nobody.
	// They are for use beside an Authenticator.
	RateLimits *RateLimits
	// Proxies are those whose word is taken for where a request comes from.
	Proxies clientaddr.Proxies
	// Monitoring is answered here too, without a token and without a line in the
	// log.
	Monitoring Monitoring
	// Trace begins the span of a request; nil begins none.
	Trace func(http.Handler) http.Handler
	// Observe is told of each request to GraphQL, once it is answered; nil tells
	// nobody.
	Observe func(*operation.Operation)
	// SlowOperation is when the log warns of an operation; 0 is never.
	SlowOperation time.Duration
	Logger        *slog.Logger
}

// NewHandler puts the middleware in front of what is served. The first of the
// chain meets a request first: it is named and logged before anything can
// refuse it.
func NewHandler(o Options) http.Handler {
	served, admitted := o.inDevelopment, originList(o.Origins).containsOrLoopback
	if o.Authenticator != nil {
		served, admitted = o.authenticated, originList(o.Origins).contains
	}
	chain := logRequests(o.Logger, o.SlowOperation,
		recoverPanics(o.Logger, refuseSeveralOrigins(allowOrigins(admitted, limitHeaderFields(served())))))
	if o.Trace != nil {
		chain = o.Trace(chain)
	}
	return setSecurityHeaders(o.Monitoring.Readiness.closeWhenStopping(o.monitored(setRequestID(chain))))
}

// monitored lets the programs of an operator ask without a line in the log each
// time, but no page whose name was rebound.
func (o Options) monitored(next http.Handler) http.Handler {
	monitored := o.Monitoring.before(next)
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

// inDevelopment acts for everybody who gets through as the one local user, so a
// request's Host and origin are checked before.
func (o Options) inDevelopment() http.Handler {
	home := originList(o.Origins).containsOrLoopback
	return requireLoopbackHost(
		refuseForeignOrigins(home,
			asLocalUser(o.routes(o.GraphQL))))
}

// authenticated wants a token from whoever asks GraphQL. Host and origin say
// nothing then: a browser adds no token by itself, as it would a cookie or its
// place in the network, so a page of another site has nothing to act with, nor
// has one whose name was rebound.
func (o Options) authenticated() http.Handler {
	return o.routes(authenticate(o.Authenticator, o.RateLimits, o.Proxies, o.Logger, limitCallers(o.RateLimits, o.GraphQL)))
}

func (o Options) routes(graphql http.Handler) http.Handler {
	routes := http.NewServeMux()
	graphql = observeRequests(o.Observe, graphql)
	routes.Handle("/graphql", graphql)
	routes.Handle("/query", graphql)
	if o.Playground != nil {
		routes.Handle("/{$}", o.Playground)
		routes.Handle("/playground/", o.Playground)
	}
	routes.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeFailure(w, r, http.StatusNotFound, models.NotFound, "There is nothing here. GraphQL is at /graphql.")
	})
	return routes
}
