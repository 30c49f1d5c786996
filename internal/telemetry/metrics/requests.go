package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

// requests are the metrics of GraphQL. Each label has few values: operation.Names limits
// the operations, and types and codes are fixed lists.
type requests struct {
	total     *prometheus.CounterVec
	duration  *prometheus.HistogramVec
	unplanned *prometheus.CounterVec
}

const (
	// none is the operation and the type of a request without a valid operation.
	none = "none"
	// fine is the code of a response without errors.
	fine = "OK"
)

// newRequests returns the metrics. unplanned are the reasons of Metrics.Unplanned.
func newRequests(unplanned []string) requests {
	r := requests{
		total: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "requests_total",
			Help: "GraphQL and REST requests by type and name of the operation, and by the worst error code of the response; CANCELED if the client disconnected.",
		}, []string{"type", "operation", "code"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "operation_duration_seconds", Buckets: timeBuckets,
			Help: "Time from the end of reading a request to the complete response.",
		}, []string{"type", "operation"}),
		unplanned: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "unplanned_operations_total",
			Help: "Operations that were executed without a plan, by the reason. It does not count them with --plans off.",
		}, []string{"reason"}),
	}
	for _, reason := range unplanned {
		r.unplanned.WithLabelValues(reason)
	}
	return r
}

// Unplanned counts an operation that was executed without a plan, for one of few reasons.
func (m *Metrics) Unplanned(reason string) {
	m.requests.unplanned.WithLabelValues(reason).Inc()
}

// Request counts a request.
func (m *Metrics) Request(o *operation.Operation) {
	code := string(o.Code)
	switch {
	case o.Abandoned:
		code = string(models.Canceled)
	case code == "":
		code = fine
	}
	if o.Type == "" {
		m.requests.total.WithLabelValues(none, none, code).Inc()
		return
	}
	m.requests.total.WithLabelValues(o.Type, o.Label, code).Inc()
	if code == string(models.Canceled) {
		return // there was no response
	}
	m.requests.duration.WithLabelValues(o.Type, o.Label).Observe(o.Duration.Seconds())
}

// Forget removes the series of an operation whose name lost its label.
func (m *Metrics) Forget(label string) {
	m.requests.total.DeletePartialMatch(prometheus.Labels{"operation": label})
	m.requests.duration.DeletePartialMatch(prometheus.Labels{"operation": label})
}
