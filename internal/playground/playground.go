// Package playground serves the page on which people try GraphQL operations:
// GraphiQL, entirely from the server's own origin.
//
// The page is built from npm packages into dist/ (see the README) and embedded.
// A server that was built without it serves gqlgen's page instead, which loads
// GraphiQL from the internet.
package playground

import (
	"embed"
	"html"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
)

//go:embed all:dist
var embedded embed.FS

const index = "dist/index.html"

// Options says what the page is for.
type Options struct {
	// Title is what the page is called.
	Title string
	// Endpoint is the path of GraphQL on the page's own origin.
	Endpoint string
}

// Built reports whether the page was built before the server, so that it works
// without the internet.
func Built() bool {
	_, err := fs.Stat(embedded, index)
	return err == nil
}

// Handler serves the page at / and what it is made of below /playground/.
func Handler(opts Options) http.Handler {
	return newHandler(embedded, opts)
}

func newHandler(files fs.FS, opts Options) http.Handler {
	page, err := fs.ReadFile(files, index)
	if err != nil {
		return newOnlineHandler(opts)
	}

	routes := http.NewServeMux()
	routes.Handle("GET /{$}", servePage(string(page), opts))
	routes.Handle("GET /playground/", assets{files})
	return secure(policy, routes)
}

// servePage answers with a page in which the options are filled in. They are
// attributes and text of the page, since the policy allows no inline scripts.
func servePage(page string, opts Options) http.Handler {
	page = strings.NewReplacer(
		"{{title}}", html.EscapeString(opts.Title),
		"{{endpoint}}", html.EscapeString(opts.Endpoint),
	).Replace(page)

	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		write(w, "text/html; charset=utf-8", []byte(page))
	})
}

func write(w http.ResponseWriter, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // an error means the client has gone
}
