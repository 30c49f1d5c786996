// Package web is what every request passes before GraphQL sees it: it is named,
// logged, checked for where it comes from, and given its caller.
package web

import (
	"log/slog"
	"net/http"

	"github.com/itemactivity/itemactivity/internal/auth"
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
	Authenticator *auth.Authenticator
	Logger        *slog.Logger
}

// NewHandler puts the middleware in front of what is served. The first of the
// chain meets a request first: it is named and logged before anything can
// refuse it.
func NewHandler(o Options) http.Handler {
	served := o.inDevelopment
	if o.Authenticator != nil {
		served = o.authenticated
	}
	return nameRequests(
		logRequests(o.Logger,
			recoverPanics(o.Logger,
				setSecurityHeaders(served()))))
}

// inDevelopment acts for everybody who gets through as the one local user, so a
// request's Host and origin are checked before.
func (o Options) inDevelopment() http.Handler {
	home := originList(o.Origins).orLoopback
	return requireLoopbackHost(
		shareWith(home,
			refuseForeignOrigins(home,
				actAsLocalUser(o.routes(o.GraphQL)))))
}

// authenticated wants a token from whoever asks GraphQL. Host and origin say
// nothing then: a browser adds no token by itself, as it would a cookie or its
// place in the network, so a page of another site has nothing to act with, nor
// has one whose name was rebound.
func (o Options) authenticated() http.Handler {
	return shareWith(originList(o.Origins).holds,
		o.routes(authenticate(o.Authenticator, o.Logger, o.GraphQL)))
}

func (o Options) routes(graphql http.Handler) http.Handler {
	routes := http.NewServeMux()
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
