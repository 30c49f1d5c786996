package metrics

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/itemactivity/itemactivity/internal/web/connlimit"
)

// clients reads the connections of clients from their listener at each scrape.
type clients struct {
	listener                atomic.Pointer[connlimit.Listener]
	connections, max, ended *prometheus.Desc
}

func newClients() *clients {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
	}
	return &clients{
		connections: describe("client_connections", "Client connections by state.", "state"),
		max:         describe("client_connections_max", "Maximum number of client connections."),
		ended:       describe("client_connections_ended_total", "Client connections that were closed because of the maximum, by reason.", "reason"),
	}
}

// Describe implements prometheus.Collector.
func (c *clients) Describe(descriptions chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.connections, c.max, c.ended} {
		descriptions <- d
	}
}

// Collect implements prometheus.Collector.
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
