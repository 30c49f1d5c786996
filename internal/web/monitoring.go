package web

import (
	"log/slog"
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// Monitoring is what an operator's programs ask.
type Monitoring struct {
	Readiness *Readiness
	// Metrics answers at /metrics; nil serves none.
	Metrics http.Handler
}

const metricsPath = "/metrics"

// NewMonitoringHandler serves nothing but that, for an address of its own. With
// localOnly the address is of development mode.
func NewMonitoringHandler(m Monitoring, localOnly bool, logger *slog.Logger) http.Handler {
	served := m.before(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeFailure(w, r, http.StatusNotFound, models.NotFound, "There is nothing here. Metrics are at /metrics.")
	}))
	if localOnly {
		served = requireLoopbackHost(served)
	}
	return setRequestID(recoverPanics(logger, setSecurityHeaders(served)))
}

// before answers the questions of monitoring, and passes on what is none.
func (m Monitoring) before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == livePath && m.Readiness != nil && isSafe(r.Method):
			m.Readiness.live(w, r)
		case r.URL.Path == readyPath && m.Readiness != nil && isSafe(r.Method):
			m.Readiness.ready(w, r)
		case r.URL.Path == metricsPath && m.Metrics != nil && isSafe(r.Method):
			m.Metrics.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
