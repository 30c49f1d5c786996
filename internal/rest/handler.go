package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

// Handler serves the URLs of Microsoft Graph.
type Handler struct {
	engine *engine.Engine
	root   *node
	// served are the routes in the order of the table, for their description.
	served []servedRoute
	// publicURL is the beginning of links, without a slash at the end.
	publicURL string
}

// NewHandler returns a handler that executes its routes with an engine. Links in responses
// begin with publicURL. The caller of a request is the principal in its context.
func NewHandler(e *engine.Engine, publicURL string) (*Handler, error) {
	h := &Handler{engine: e, root: newNode(""), publicURL: strings.TrimSuffix(publicURL, "/")}
	for _, r := range routes {
		p, err := r.prepare(e)
		if err != nil {
			return nil, fmt.Errorf("REST: %w", err)
		}
		served := servedRoute{endpoint: p}
		for _, f := range r.forms() {
			added, err := h.add(f, p)
			if err != nil {
				return nil, fmt.Errorf("REST: %w", err)
			}
			served.forms = append(served.forms, servedForm{f, added})
		}
		h.served = append(h.served, served)
	}
	return h, nil
}

// servedRoute is a route with its endpoint.
type servedRoute struct {
	endpoint *endpoint
	forms    []servedForm
}

// servedForm is one of the paths of a route, with the endpoint of this path.
type servedForm struct {
	form     form
	endpoint *endpoint
}

// add adds an endpoint at one of its paths, and returns the endpoint of this path.
func (h *Handler) add(f form, p *endpoint) (*endpoint, error) {
	if len(f.before) > 0 {
		inForm := *p
		inForm.before = nil
		for _, l := range f.before {
			prepared, err := l.prepare(h.engine)
			if err != nil {
				return nil, err
			}
			inForm.before = append(inForm.before, prepared)
		}
		inForm.before = append(inForm.before, p.before...)
		p = &inForm
	}
	return p, h.root.add(f.path, p)
}

// ServeHTTP serves one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{Exchange: h.engine.Begin(w, r), Handler: h, w: w, r: r}
	defer x.End()
	if err := x.find(); err != nil {
		x.respondError(err)
		return
	}
	variables, err := x.read()
	if err != nil {
		x.IgnoreCancellation()
		x.respondError(err)
		return
	}
	defer x.Start(x.Definition, true, time.Now())()
	for _, l := range x.before {
		if !x.lookUp(l) {
			return
		}
	}
	if err := x.checkDrive(); err != nil {
		x.respondError(err)
		return
	}
	for name, value := range x.parametersOf(x.Fixed) {
		if x.convert[name] == nil {
			variables[name] = value
		}
	}
	op, errs := x.Fixed.Prepare(variables)
	if errs != nil {
		x.respondError(x.variableError(errs[0]))
		return
	}
	x.Execute(engine.Execution{Operation: op, IdempotencyKey: x.idempotencyKey, Retry: x.retry}, x.respond)
}

// exchange is one request and its response.
type exchange struct {
	*engine.Exchange
	*Handler
	*endpoint
	w http.ResponseWriter
	r *http.Request
	// version is the version in the path.
	version string
	// path is the path below the version, with the names of its parameters in braces.
	path string
	// parameters are the values of the parameters of the path.
	parameters map[string]string
	query      queryOptions
	// drive is the id of a drive that the body names. It must be that of the path.
	drive          string
	idempotencyKey string
	retry          store.Retry
}

// find finds the route of the request.
func (x *exchange) find() error {
	version, path := graphapi.SplitVersion(x.r.URL)
	x.version = version
	found, parameters := x.root.find(path)
	if found == nil {
		return noResource(path)
	}
	x.path, x.parameters = found.path, parameters
	route := "/" + version + x.path
	operation.From(x.r.Context()).Route = route
	span := trace.SpanFromContext(x.r.Context())
	span.SetAttributes(semconv.HTTPRoute(route))
	if x.endpoint = found.endpoint(x.r.Method); x.endpoint == nil {
		allowed := found.allowed()
		x.w.Header().Set("Allow", allowed)
		return engine.StatusError{Status: http.StatusMethodNotAllowed, Err: models.Invalid("", "The method %s is not supported here. Supported are %s.", models.Quote(x.r.Method), allowed)}
	}
	span.SetName(x.method + " " + route)
	if caller := auth.FromContext(x.r.Context()); caller != nil && caller.UserID == "" && strings.HasPrefix(x.path, "/me") {
		return models.Invalid("", "The caller is an application, and /me is a user. Send the request to /groups/{id} instead of /me/joinedGroups/{id}.")
	}
	return nil
}

// noResource returns the error of a path that has no route.
func noResource(escapedPath string) error {
	if path, err := url.PathUnescape(escapedPath); err == nil && path == "/$batch" {
		return models.Errorf(models.NotFound, "", "The server does not support $batch. Send each request of the batch by itself.")
	}
	return models.Errorf(models.NotFound, "", "The server has no resource with this path.")
}
