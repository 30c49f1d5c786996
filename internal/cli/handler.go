package cli

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/playground"
	"github.com/itemactivity/itemactivity/internal/rest"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/web"
	"github.com/itemactivity/itemactivity/internal/web/clientaddr"
)

// endpoint is the settings of the HTTP handler.
type endpoint struct {
	limits        engine.Limits
	processors    int
	introspection bool
	plans         bool
	playground    bool
	origins       []string
	// authenticator is nil in development mode.
	authenticator *jwt.Authenticator
	// rates is nil if rates are not limited.
	rates *web.RateLimits
	// proxies are trusted to send the address of the client.
	proxies clientaddr.Proxies
	slow    time.Duration
	// metrics is true if /metrics is served here as well. It is not with authentication,
	// because metrics need no token.
	metrics bool
}

func endpointOf(cfg *config.Config) (e endpoint, err error) {
	e.limits = cfg.Limits
	e.introspection, e.playground = cfg.Introspection.On(), cfg.Playground.On()
	e.plans = cfg.Plans.On()
	e.slow = cfg.Monitoring.SlowOperation
	e.metrics = cfg.Monitoring.MetricsAddr == "" && !cfg.Auth.Enabled()
	if e.rates, err = cfg.Rates.Limiter(cfg.Auth.Enabled()); err != nil {
		return e, err
	}
	if e.proxies, err = cfg.Connections.Proxies(); err != nil {
		return e, err
	}
	if cfg.Connections.TrustedProxies != "" && !cfg.Auth.Enabled() {
		// Behind a proxy on this machine, everybody would have all rights.
		return e, config.Invalid("trusted-proxies", errors.New("a server without authentication must not be reached through a proxy; set --issuer or --keys"))
	}
	e.origins, err = cfg.Origins()
	return e, err
}

// handler returns the HTTP handler of the server, which rejects requests that need the database with
// UNAVAILABLE until open is called. Links in responses begin with publicURL.
func (e endpoint) handler(o *opening, publicURL string, telemetry *telemetry, logger *slog.Logger) (handler http.Handler, open func(*store.Store) error) {
	graphQL, graphURLs, description := web.NewPending(o.state), web.NewPending(o.state), web.NewPending(o.state)
	open = func(db *store.Store) error {
		executor := engine.New(db, engine.Options{
			Limits: e.limits, Processors: e.processors, Introspection: e.introspection, WithoutPlans: !e.plans, Unplanned: telemetry.metrics.Unplanned, Names: telemetry.names, Tracer: telemetry.traces.Tracer(), Logger: logger,
		})
		routes, err := rest.NewHandler(executor, publicURL)
		if err != nil {
			return err
		}
		graphQL.Set(gqlhttp.NewHandler(executor))
		graphURLs.Set(routes)
		description.Set(web.OpenAPI(func() []byte {
			document, err := routes.OpenAPI(thisBuild().Version, e.authenticator != nil)
			if err != nil {
				panic(err) // the routes are wrong, which the tests of package rest find
			}
			return document
		}))
		return nil
	}
	options := web.Options{
		GraphQL: graphQL, REST: graphURLs, Origins: e.origins, Authenticator: e.authenticator, RateLimits: e.rates, Proxies: e.proxies,
		Monitoring: web.Monitoring{Readiness: telemetry.readiness}, Observe: telemetry.metrics.Request, SlowOperation: e.slow, Logger: logger,
	}
	if e.playground {
		options.Playground = playground.Handler(playground.Options{Endpoint: "/graphql", Title: "itemactivity"})
	}
	if e.introspection {
		options.OpenAPI = description
	}
	if e.metrics {
		options.Monitoring.Metrics = telemetry.metrics.Handler()
	}
	if telemetry.traces != nil {
		options.Trace = telemetry.traces.Requests
	}
	return web.NewHandler(options), open
}
