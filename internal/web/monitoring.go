package web

import (
	"log/slog"
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// Monitoring has the handlers for monitoring systems.
type Monitoring struct {
	// Readiness serves /livez and /readyz. If it is nil, they are not served.
	Readiness *Readiness
	// Metrics serves /metrics. If it is nil, it is not served.
	Metrics http.Handler
}

const metricsPath = "/metrics"

// NewMonitoringHandler returns a handler that serves only monitoring, for a separate listen
// address. If localOnly is true, it rejects requests for hosts other than the local machine.
func NewMonitoringHandler(m Monitoring, localOnly bool, logger *slog.Logger) http.Handler {
	handler := m.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeFailure(w, r, http.StatusNotFound, models.NotFound, "Not found. The metrics are at /metrics.")
	}))
	if localOnly {
		handler = requireLoopbackHost(handler)
	}
	return beginRequest(recoverPanics(logger, setSecurityHeaders(handler)))
}

// wrap serves monitoring requests and passes other requests to next.
func (m Monitoring) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == livePath && m.Readiness != nil && isSafe(r.Method):
			m.Readiness.live(w, r)
		case r.URL.Path == ReadyPath && m.Readiness != nil && isSafe(r.Method):
			m.Readiness.ready(w, r)
		case r.URL.Path == metricsPath && m.Metrics != nil && isSafe(r.Method):
			m.Metrics.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
