// Package store keeps what itemactivity records, and is the only one that knows
// SQL. One writer, many readers: DESIGN.md says why.
package store

import (
	"database/sql"
	"log/slog"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/write"
)

// Config says which database to open.
type Config struct {
	// Path is the file of the database; it is made if there is none.
	Path string
	// HardLinks admits a file that has other names, by which SQLite would not find
	// its write-ahead log.
	HardLinks bool
	// Logger gets slow statements and faults of the writer.
	Logger *slog.Logger
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// MaxFuture is how far ahead of the clock the time of a fact may be that is
	// recorded; 0 is any.
	MaxFuture time.Duration
	// Committed is told of each group that was written, or could not be. The
	// writer waits for it. Nil tells nobody.
	Committed func(Commit)
	// log are limits of the log for tests; nil is a server's.
	log *sqlite.LogLimits
}

type (
	groups     = group.Store
	drives     = drive.Store
	activities = itemactivity.Store
)

// database is what of it concerns the database.
func (cfg Config) database() sqlite.Config {
	return sqlite.Config{
		Path: cfg.Path, HardLinks: cfg.HardLinks, Logger: cfg.Logger, Migrations: storeMigrations, Log: cfg.log,
	}
}

// Store is an open database. What it does with the objects is in a package for each
// family of them.
type Store struct {
	groups
	drives
	activities
	now       func() time.Time
	maxFuture time.Duration
	logger    *slog.Logger
	database  *sqlite.Database
	committed func(Commit)
	health    healthCheck
	writer    *write.Writer
	// source is what reads and the writer read from.
	source       read.Source
	activityKeys *itemactivity.KeyCache
	rollups      *rollup.Cache
}

// Descriptors returns how many file descriptors a Store needs at most. An open Store
// has all that are of use for long, so that it works on when others use up the rest.
func Descriptors() int { return sqlite.Descriptors() }

// Close stores what waits to be written, refuses anything more, and closes the
// database.
func (s *Store) Close() error {
	s.stop()
	return s.database.Close()
}

// Abandon closes a database that was opened for nothing, as its server does not start.
// A file that was made for it is removed.
func (s *Store) Abandon() error {
	s.stop()
	return s.database.Abandon()
}

func (s *Store) stop() {
	if s.writer != nil {
		s.writer.Stop()
	}
}

// Metrics are the store's size and load just now.
type Metrics struct {
	// WaitingRows are in the writer's queue.
	WaitingRows int64
	// RecordedAheadSeconds is how far the latest recordedDateTime is ahead of the
	// clock; 0 if it is not.
	RecordedAheadSeconds float64
	// DatabaseBytes and WALBytes are the sizes of the two files; there is no WAL
	// before the first write.
	DatabaseBytes, WALBytes int64
	// Damaged says that a damaged page was met, and Displaced that a file of the
	// database was removed, replaced or overwritten.
	Damaged, Displaced bool
	// Readers and Writer are the pools of connections.
	Readers, Writer sql.DBStats
}

// Metrics reads no database, so it may be called as often as one likes.
func (s *Store) Metrics() Metrics {
	d := s.database.Stats()
	return Metrics{
		WaitingRows:          int64(s.writer.WaitingRows()),
		RecordedAheadSeconds: s.writer.RecordedAhead(),
		DatabaseBytes:        d.DatabaseBytes,
		WALBytes:             d.WALBytes,
		Damaged:              d.Damaged,
		Displaced:            d.Displaced,
		Readers:              d.Readers,
		Writer:               d.Writer,
	}
}
