// Package web is what every request passes before GraphQL sees it: it is named,
// logged, checked for where it comes from, and given its caller.
package web

import (
	"log/slog"
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// NewHandler serves graphql and the playground in development mode, behind the
// middleware; without a playground it is nil. origins are those of front ends beyond this machine's own. The
// first of the chain meets a request first: it is named and
// logged before anything can refuse it, and its Host and origin are checked
// before it has a caller.
func NewHandler(graphql, playground http.Handler, origins []string, logger *slog.Logger) http.Handler {
	admitted := originList(origins)
	routes := http.NewServeMux()
	routes.Handle("/graphql", graphql)
	routes.Handle("/query", graphql)
	if playground != nil {
		routes.Handle("/{$}", playground)
		routes.Handle("/playground/", playground)
	}
	routes.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeFailure(w, r, http.StatusNotFound, models.NotFound, "There is nothing here. GraphQL is at /graphql.")
	})

	return nameRequests(
		logRequests(logger,
			recoverPanics(logger,
				setSecurityHeaders(
					requireLoopbackHost(
						shareWith(admitted,
							refuseForeignOrigins(admitted,
								actAsLocalUser(routes))))))))
}
