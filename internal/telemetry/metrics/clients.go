package metrics

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/itemactivity/itemactivity/internal/web/connlimit"
)

// clients asks the listener of clients at each scrape.
type clients struct {
	listener                atomic.Pointer[connlimit.Listener]
	connections, max, ended *prometheus.Desc
}

func newClients() *clients {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
	}
	return &clients{
		connections: describe("client_connections", "Connections of clients, by what they are doing.", "state"),
		max:         describe("client_connections_max", "Most connections of clients that are served at once."),
		ended:       describe("client_connections_ended_total", "Connections of clients that were closed to make room for others.", "reason"),
	}
}

// Describe sends the descriptions of all.
func (c *clients) Describe(descriptions chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.connections, c.max, c.ended} {
		descriptions <- d
	}
}

// Collect sends their values.
func (c *clients) Collect(metrics chan<- prometheus.Metric) {
	listener := c.listener.Load()
	if listener == nil {
		return
	}
	s := listener.Stats()
	for state, n := range map[string]int{"busy": s.Busy, "idle": s.Idle, "waiting": s.Waiting} {
		metrics <- prometheus.MustNewConstMetric(c.connections, prometheus.GaugeValue, float64(n), state)
	}
	metrics <- prometheus.MustNewConstMetric(c.max, prometheus.GaugeValue, float64(s.Max))
	for reason, n := range map[string]int64{"idle": s.Ended.Idle, "slow": s.Ended.Slow, "refused": s.Ended.Refused} {
		metrics <- prometheus.MustNewConstMetric(c.ended, prometheus.CounterValue, float64(n), reason)
	}
}
