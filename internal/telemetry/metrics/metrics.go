// Package metrics counts what the server does, for Prometheus.
package metrics

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const namespace = "itemactivity"

// Metrics are the metrics of the server. docs/monitoring.md lists them.
type Metrics struct {
	registry    *prometheus.Registry
	requests    requests
	commits     commits
	projections projections
	logger      *slog.Logger
	statistics  *statistics
	clients     *clients
}

// Build is the version of the program.
type Build struct{ Version, Revision, GoVersion string }

// New returns metrics in a registry of their own. Metrics that libraries register
// themselves are not exposed. unplanned are the reasons with which Unplanned is called. They have
// series before it is called.
func New(build Build, unplanned []string, logger *slog.Logger) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(), requests: newRequests(unplanned), commits: newCommits(), projections: newProjections(), logger: logger, statistics: newStatistics(),
		clients: newClients(),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "Always 1. The labels are the version of the program.",
		ConstLabels: prometheus.Labels{"version": build.Version, "revision": build.Revision, "goversion": build.GoVersion},
	})
	info.Set(1)
	m.registry.MustRegister(info, m.statistics, m.clients,
		m.requests.total, m.requests.duration, m.requests.unplanned,
		m.commits.duration, m.commits.mutations, m.commits.rows, m.commits.failures,
		m.projections.duration, m.projections.rows, m.projections.failures,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler serves scrapes.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog: errorLog{m.logger},
		// An error of one metric must not hide the others.
		ErrorHandling: promhttp.ContinueOnError,
		// Scrapes do not read the database, but each needs memory.
		MaxRequestsInFlight: 4,
	})
}

// errorLog logs the errors of scrapes.
type errorLog struct{ logger *slog.Logger }

// Println logs an error unless the client disconnected.
func (l errorLog) Println(message ...any) {
	for _, part := range message {
		if err, ok := part.(error); ok {
			if _, ok := errors.AsType[*net.OpError](err); ok {
				return
			}
		}
	}
	l.logger.Warn("metrics", "error", strings.TrimSpace(fmt.Sprintln(message...)))
}

// timeBuckets are the buckets of durations in seconds, from less than a millisecond to the
// time limit of a request.
var timeBuckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
