// Package store stores and reads all data of itemactivity. Only this package and the packages in its
// folder use SQL. It has one writer and many readers. DESIGN.md describes its design.
package store

import (
	"database/sql"
	"log/slog"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/analytics"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// Config configures a Store.
type Config struct {
	// Path is the file of the database. It is created if it does not exist.
	Path string
	// HardLinks allows a file with several names. A program that opens another name does not
	// find the write-ahead log.
	HardLinks bool
	// Logger logs slow and failed statements, and errors of the writer.
	Logger *slog.Logger
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// MaxFuture is the time by which a new fact may be ahead of the clock; 0 means any.
	MaxFuture time.Duration
	// Committed is called after each commit, and after each that failed. The writer waits until
	// it returns. It may be nil.
	Committed func(Commit)
	// Projected is called after each step that updated a derived table, and after each that
	// failed. It may be nil.
	Projected func(ProjectionStep)
	// Migrating is called before an existing database is migrated to each schema version, and
	// CatchingUp while Open adds item activities to derived tables that lack them, with the
	// number that the tables contain on average and the number of all. Both may be nil.
	Migrating  func(version, newest int64)
	CatchingUp func(done, of int64)
	// log contains the limits of the write-ahead log in tests; nil means the default limits.
	log *sqlite.LogLimits
	// projections contains the limits of the projections in tests.
	projections projection.Limits
}

type (
	groups     = group.Store
	drives     = drive.Store
	activities = itemactivity.Store
	driveStats = analytics.Store
)

// database returns the configuration of the database.
func (cfg Config) database() sqlite.Config {
	return sqlite.Config{
		Path: cfg.Path, HardLinks: cfg.HardLinks, Logger: cfg.Logger,
		Migrations: storeMigrations, Migrating: cfg.Migrating, MarkBackup: markBackup, Log: cfg.log,
	}
}

// Store is an open database. Its methods for objects are those of the embedded types.
type Store struct {
	groups
	drives
	activities
	driveStats
	now        func() time.Time
	maxFuture  time.Duration
	logger     *slog.Logger
	database   *sqlite.Database
	committed  func(Commit)
	projected  func(ProjectionStep)
	catchingUp func(done, of int64)
	health     healthCheck
	writer     *write.Writer
	projector  *projection.Projector
	limits     projection.Limits
	// source is the database and its caches, for reads and the writer.
	source       read.Source
	activityKeys *itemactivity.KeyCache
	rollups      *rollup.Cache
}

// Descriptors returns the maximum number of file descriptors of a Store. A Store opens its files when
// it starts, so that it works if the process runs out of descriptors later.
func Descriptors() int { return sqlite.Descriptors() }

// Close rejects new mutations, waits until the queued ones are committed, and closes the database.
func (s *Store) Close() error {
	s.stop()
	return s.database.Close()
}

// Abandon closes the database if its server cannot start. It removes the file if it was created.
func (s *Store) Abandon() error {
	s.stop()
	return s.database.Abandon()
}

func (s *Store) stop() {
	if s.writer != nil {
		s.writer.Stop()
	}
	if s.projector != nil {
		s.projector.Stop()
	}
}

// Metrics contains the current size and load of the store.
type Metrics struct {
	// WaitingRows is the number of rows in the writer's queue.
	WaitingRows int64
	// RecordedAheadSeconds is the number of seconds for which the latest recordedDateTime is
	// ahead of the clock, or 0.
	RecordedAheadSeconds float64
	// Lag is the number of item activities that at least one derived table lacks, and
	// LagSeconds the time since the first of them was recorded.
	Lag        int64
	LagSeconds float64
	// FillLag is the number of item activities that a new derived table which is being filled lacks.
	FillLag int64
	// TailEntries is the number of item activities that are in memory for reads. TailLogReads is
	// the number of times that a request read them from the log instead.
	TailEntries, TailLogReads int64
	// DatabaseBytes and WALBytes are the sizes of the database and of the write-ahead log. The
	// log does not exist before the first write.
	DatabaseBytes, WALBytes int64
	// Damaged means that a damaged page was read. Displaced means that a file of the database
	// was removed, replaced or overwritten.
	Damaged, Displaced bool
	// Readers and Writer are the statistics of the connection pools.
	Readers, Writer sql.DBStats
}

// Metrics returns the metrics. It does not read the database, and may be called at any rate.
func (s *Store) Metrics() Metrics {
	d := s.database.Stats()
	lag, lagSeconds := s.projector.Lag(models.NewInstant(s.now()))
	return Metrics{
		WaitingRows:          int64(s.writer.WaitingRows()),
		RecordedAheadSeconds: s.writer.RecordedAhead(),
		Lag:                  lag,
		LagSeconds:           lagSeconds,
		FillLag:              s.projector.FillLag(),
		TailEntries:          int64(s.source.Tail.Len()),
		TailLogReads:         s.source.Tail.LogReads(),
		DatabaseBytes:        d.DatabaseBytes,
		WALBytes:             d.WALBytes,
		Damaged:              d.Damaged,
		Displaced:            d.Displaced,
		Readers:              d.Readers,
		Writer:               d.Writer,
	}
}
