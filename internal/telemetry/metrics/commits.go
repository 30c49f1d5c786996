package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/itemactivity/itemactivity/internal/store"
)

// commits are the metrics of the writer.
type commits struct {
	duration        prometheus.Histogram
	mutations, rows prometheus.Histogram
	failures        prometheus.Counter
}

func newCommits() commits {
	return commits{
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "commit_duration_seconds", Buckets: timeBuckets,
			Help: "Time from the start of a transaction until it is on disk.",
		}),
		mutations: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "commit_mutations", Buckets: prometheus.ExponentialBuckets(1, 2, 9),
			Help: "Mutations in one commit.",
		}),
		rows: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "commit_rows", Buckets: prometheus.ExponentialBuckets(1, 2, 12),
			Help: "Rows in one commit: one for a mutation, and one for each input of a bulk mutation.",
		}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Name: "commit_failures_total", Help: "Failed commits, which stored nothing.",
		}),
	}
}

// Commit counts a commit of the writer.
func (m *Metrics) Commit(c store.Commit) {
	if c.Err != nil {
		m.commits.failures.Inc()
		return
	}
	m.commits.duration.Observe(c.Duration.Seconds())
	m.commits.mutations.Observe(float64(c.Mutations))
	m.commits.rows.Observe(float64(c.Rows))
}
