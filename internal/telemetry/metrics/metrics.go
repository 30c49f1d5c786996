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

// Metrics are what is exposed. docs/monitoring.md lists all of them.
type Metrics struct {
	registry   *prometheus.Registry
	requests   requests
	commits    commits
	logger     *slog.Logger
	statistics *statistics
	clients    *clients
}

// Build is what the metrics say of the program.
type Build struct{ Version, Revision, GoVersion string }

// New returns metrics in a registry of their own: what a library registers by
// itself is not exposed.
func New(build Build, logger *slog.Logger) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(), requests: newRequests(), commits: newCommits(), logger: logger, statistics: newStatistics(),
		clients: newClients(),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "Always 1; the labels are the build's.",
		ConstLabels: prometheus.Labels{"version": build.Version, "revision": build.Revision, "goversion": build.GoVersion},
	})
	info.Set(1)
	m.registry.MustRegister(info, m.statistics, m.clients,
		m.requests.total, m.requests.duration,
		m.commits.duration, m.commits.mutations, m.commits.rows, m.commits.failures,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler answers scrapes.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog: errorLog{m.logger},
		// A metric that cannot be had must not hide the others.
		ErrorHandling: promhttp.ContinueOnError,
		// Scrapes read no database, but a crowd of them would still hold memory.
		MaxRequestsInFlight: 4,
	})
}

// errorLog gets what is wrong with metrics.
type errorLog struct{ logger *slog.Logger }

// Println logs an error, unless it is that the client has left.
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

// timeBuckets are for what takes from less than a millisecond to the longest that
// a request may.
var timeBuckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
