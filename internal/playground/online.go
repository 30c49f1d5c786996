package playground

import (
	_ "embed"
	"net/http"

	"github.com/99designs/gqlgen/graphql/playground"
)

//go:embed online.html
var onlinePage string

// newOnlineHandler returns the handler of a server without a built page. It serves gqlgen's
// page below a notice.
func newOnlineHandler(opts Options) http.Handler {
	graphiql := playground.Handler(opts.Title, opts.Endpoint,
		// GraphiQL 4 must not read what GraphiQL 5 has stored for this origin.
		playground.WithStoragePrefix("online:"))

	routes := http.NewServeMux()
	routes.Handle("GET /{$}", secure(
		"default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; "+
			"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		servePage(onlinePage, opts)))
	// The policy has no script-src, because gqlgen's page has inline scripts. The page
	// checks the hashes of the scripts that it loads.
	routes.Handle("GET /playground/online", secure(
		"base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
		graphiql))
	return secure("default-src 'none'", routes)
}
