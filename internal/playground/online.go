package playground

import (
	_ "embed"
	"net/http"

	"github.com/99designs/gqlgen/graphql/playground"
)

//go:embed online.html
var onlinePage string

// newOnlineHandler stands in for a page that was not built: gqlgen's, under a
// notice that says so.
func newOnlineHandler(opts Options) http.Handler {
	graphiql := playground.Handler(opts.Title, opts.Endpoint,
		// GraphiQL 4 must not take up what GraphiQL 5 stored on this origin.
		playground.WithStoragePrefix("online:"))

	routes := http.NewServeMux()
	routes.Handle("GET /{$}", secure(
		"default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; "+
			"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		servePage(onlinePage, opts)))
	// No more than this: gqlgen's page has inline scripts, and pins the ones that
	// it loads by their hashes.
	routes.Handle("GET /playground/online", secure(
		"base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
		graphiql))
	return secure("default-src 'none'", routes)
}
