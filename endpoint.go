package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/playground"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/web"
)

// endpoint is what is served, by the settings.
type endpoint struct {
	limits        graph.Limits
	introspection bool
	playground    bool
	origins       []string
	// authenticator is nil in development mode.
	authenticator *auth.Authenticator
}

func endpointOf(settings *commandLine) (e endpoint, err error) {
	e.limits = settings.Limits.limits()
	if e.introspection, err = onOrOff(settings.Introspection); err != nil {
		return e, wrongSetting("introspection", err)
	}
	if e.playground, err = onOrOff(settings.Playground); err != nil {
		return e, wrongSetting("playground", err)
	}
	e.origins, err = origins(settings.AllowOrigins)
	return e, wrongSetting("allow-origins", err)
}

func (e endpoint) handler(db *store.Store, logger *slog.Logger) http.Handler {
	var page http.Handler
	if e.playground {
		page = playground.Handler(playground.Options{Endpoint: "/graphql", Title: "itemactivity"})
	}
	api := graph.NewHandler(db, graph.Options{Limits: e.limits, Introspection: e.introspection, Logger: logger})
	return web.NewHandler(web.Options{
		GraphQL: api, Playground: page, Origins: e.origins, Authenticator: e.authenticator, Logger: logger,
	})
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
