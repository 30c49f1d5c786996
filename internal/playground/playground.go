// Package playground serves the Playground, a page for trying GraphQL operations. The page
// is GraphiQL, and it loads nothing from other origins.
//
// The page is built from npm packages into dist/ (see the README) and embedded. A server
// that was built without it serves gqlgen's page instead, which loads GraphiQL from the
// internet.
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

// Options are the options of the page.
type Options struct {
	// Title is the title of the page.
	Title string
	// Endpoint is the path of the GraphQL endpoint on the origin of the page.
	Endpoint string
}

// Built reports whether the built page is embedded.
func Built() bool {
	_, err := fs.Stat(embedded, index)
	return err == nil
}

// Handler returns a handler that serves the page at / and its files below /playground/.
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

// servePage returns a handler that serves an HTML page with the options filled in. The
// options are in attributes and text, because the policy does not allow inline scripts.
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
	_, _ = w.Write(body) // fails only if the client closed the connection
}
