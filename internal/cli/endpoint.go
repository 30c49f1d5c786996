package cli

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/playground"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/web"
	"github.com/itemactivity/itemactivity/internal/web/clientaddr"
)

// endpoint is what is served, by the settings.
type endpoint struct {
	limits        gqlhttp.Limits
	processors    int
	introspection bool
	playground    bool
	origins       []string
	// authenticator is nil in development mode.
	authenticator *jwt.Authenticator
	// rates is nil where callers are not limited.
	rates *web.RateLimits
	// proxies are those whose word is taken for where a request comes from.
	proxies clientaddr.Proxies
	slow    time.Duration
	// metrics says whether they are served here too. Beside tokens they are not:
	// they tell strangers how much is done, and by which operations.
	metrics bool
}

func endpointOf(settings *commandLine) (e endpoint, err error) {
	e.limits = settings.Limits.limits()
	e.slow = settings.Watch.SlowOperation
	e.metrics = settings.Watch.MetricsAddr == "" && !settings.Auth.on()
	if e.rates, err = settings.Rates.limits(settings.Auth.on()); err != nil {
		return e, err
	}
	if e.proxies, err = settings.Connections.proxies(); err != nil {
		return e, err
	}
	if e.introspection, err = onOrOff(settings.Introspection); err != nil {
		return e, wrongSetting("introspection", err)
	}
	if e.playground, err = onOrOff(settings.Playground); err != nil {
		return e, wrongSetting("playground", err)
	}
	e.origins, err = origins(settings.AllowOrigins)
	return e, wrongSetting("allow-origins", err)
}

func (e endpoint) handler(db *store.Store, watch *watch, logger *slog.Logger) http.Handler {
	var page http.Handler
	if e.playground {
		page = playground.Handler(playground.Options{Endpoint: "/graphql", Title: "itemactivity"})
	}
	api := gqlhttp.NewHandler(db, gqlhttp.Options{
		Limits: e.limits, Processors: e.processors, Introspection: e.introspection, Names: watch.names, Tracer: watch.traces.Tracer(), Logger: logger,
	})
	options := web.Options{
		GraphQL: api, Playground: page, Origins: e.origins, Authenticator: e.authenticator, RateLimits: e.rates, Proxies: e.proxies,
		Monitoring: web.Monitoring{Readiness: watch.readiness}, Observe: watch.metrics.Request, SlowOperation: e.slow, Logger: logger,
	}
	if e.metrics {
		options.Monitoring.Metrics = watch.metrics.Handler()
	}
	if watch.traces != nil {
		options.Trace = watch.traces.Requests
	}
	return web.NewHandler(options)
}

func onOrOff(setting string) (bool, error) {
	switch setting {
	case "on":
		return true, nil
	case "off":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither on nor off", setting)
}

// origins reads a list of origins as browsers write them: a pattern would admit
// somebody whom nobody thought of.
func origins(setting string) ([]string, error) {
	if setting == "" {
		return nil, nil
	}
	list := strings.Split(setting, ",")
	for i, text := range list {
		text = strings.TrimSpace(text)
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || text != u.Scheme+"://"+strings.ToLower(u.Host) {
			return nil, fmt.Errorf("%q is no origin; write it as a browser does, as in https://app.example or http://10.0.0.7:3000", text)
		}
		list[i] = text
	}
	return list, nil
}
