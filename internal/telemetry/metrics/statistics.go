package metrics

import (
	"database/sql"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/web/connlimit"
)

// statistics reads the statistics of the store once at each scrape.
type statistics struct {
	store atomic.Pointer[store.Store]

	damaged, displaced                                *prometheus.Desc
	waiting, ahead, database, wal                     *prometheus.Desc
	lag, lagSeconds, fillLag, tail, tailLogReads      *prometheus.Desc
	connections, connectionsMax, waits, waitedSeconds *prometheus.Desc
}

func newStatistics() *statistics {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
	}
	return &statistics{
		damaged:        describe("database_damaged", "1 if a damaged page of the database was found, else 0."),
		displaced:      describe("database_files_displaced", "1 if a file of the database was removed, replaced or overwritten, else 0."),
		waiting:        describe("writer_waiting_rows", "Rows that wait for the writer."),
		ahead:          describe("recorded_ahead_seconds", "Seconds by which the latest recordedDateTime is ahead of the clock, else 0."),
		lag:            describe("projection_lag_activities", "Item activities that at least one derived table lacks."),
		lagSeconds:     describe("projection_lag_seconds", "Seconds since the first of these was recorded, else 0."),
		fillLag:        describe("projection_fill_lag_activities", "Item activities that a new derived table lacks while it is filled after an upgrade, else 0."),
		tail:           describe("tail_activities", "Item activities in memory that derived tables may lack."),
		tailLogReads:   describe("tail_log_reads_total", "Number of times that a request read such activities from the log of item activities."),
		database:       describe("database_bytes", "Size of the database file."),
		wal:            describe("database_wal_bytes", "Size of the write-ahead log."),
		connections:    describe("database_connections", "Connections to the database, by state.", "pool", "state"),
		connectionsMax: describe("database_connections_max", "Maximum number of connections of a pool.", "pool"),
		waits:          describe("database_waits_total", "Number of waits for a connection.", "pool"),
		waitedSeconds:  describe("database_wait_seconds_total", "Total time of waits for a connection.", "pool"),
	}
}

// SetSources sets the sources of the statistics: the store, until it is closed, and the
// listener of clients.
func (m *Metrics) SetSources(s *store.Store, clients *connlimit.Listener) {
	m.statistics.store.Store(s)
	m.clients.listener.Store(clients)
}

// Describe implements prometheus.Collector.
func (s *statistics) Describe(descriptions chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{s.damaged, s.displaced, s.waiting, s.ahead, s.lag, s.lagSeconds, s.fillLag, s.tail, s.tailLogReads, s.database, s.wal, s.connections, s.connectionsMax, s.waits, s.waitedSeconds} {
		descriptions <- d
	}
}

// Collect implements prometheus.Collector.
func (s *statistics) Collect(metrics chan<- prometheus.Metric) {
	db := s.store.Load()
	if db == nil {
		return
	}
	stats := db.Metrics()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		metrics <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	counter := func(d *prometheus.Desc, value float64, labels ...string) {
		metrics <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, value, labels...)
	}
	truth := func(d *prometheus.Desc, is bool) {
		value := 0.0
		if is {
			value = 1
		}
		gauge(d, value)
	}
	truth(s.damaged, stats.Damaged)
	truth(s.displaced, stats.Displaced)
	gauge(s.waiting, float64(stats.WaitingRows))
	gauge(s.ahead, stats.RecordedAheadSeconds)
	gauge(s.lag, float64(stats.Lag))
	gauge(s.lagSeconds, stats.LagSeconds)
	gauge(s.fillLag, float64(stats.FillLag))
	gauge(s.tail, float64(stats.TailEntries))
	counter(s.tailLogReads, float64(stats.TailLogReads))
	gauge(s.database, float64(stats.DatabaseBytes))
	gauge(s.wal, float64(stats.WALBytes))
	for pool, p := range map[string]sql.DBStats{"readers": stats.Readers, "writer": stats.Writer} {
		gauge(s.connections, float64(p.InUse), pool, "in_use")
		gauge(s.connections, float64(p.Idle), pool, "idle")
		gauge(s.connectionsMax, float64(p.MaxOpenConnections), pool)
		counter(s.waits, float64(p.WaitCount), pool)
		counter(s.waitedSeconds, p.WaitDuration.Seconds(), pool)
	}
}
