package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/projection"
)

// projections are the metrics of the steps that update derived tables.
type projections struct {
	duration prometheus.Histogram
	rows     *prometheus.CounterVec
	failures prometheus.Counter
}

func newProjections() projections {
	p := projections{
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "projection_step_duration_seconds", Buckets: timeBuckets,
			Help: "Time of a step that updates a derived table, until it is on disk.",
		}),
		rows: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "projection_rows_total", Help: "Rows that were applied to derived tables.",
		}, []string{"projection"}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Name: "projection_failures_total", Help: "Failed steps, which applied nothing.",
		}),
	}
	for _, one := range projection.All() {
		p.rows.WithLabelValues(one.String())
	}
	return p
}

// ProjectionStep counts a step that updated a derived table.
func (m *Metrics) ProjectionStep(s store.ProjectionStep) {
	if s.Err != nil {
		m.projections.failures.Inc()
		return
	}
	m.projections.duration.Observe(s.Duration.Seconds())
	m.projections.rows.WithLabelValues(s.Projection.String()).Add(float64(s.Rows))
}
