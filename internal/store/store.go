// Package store keeps what itemactivity records, and is the only one that knows
// SQL. One writer, many readers: DESIGN.md says why.
package store

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
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

// database is what of it concerns the database.
func (cfg Config) database() sqlite.Config {
	return sqlite.Config{
		Path: cfg.Path, HardLinks: cfg.HardLinks, Logger: cfg.Logger, Migrations: storeMigrations, Log: cfg.log,
	}
}

// Store is an open database.
type Store struct {
	now       func() time.Time
	maxFuture time.Duration
	logger    *slog.Logger
	database  *sqlite.Database
	committed func(Commit)
	health    healthCheck
	writer    *writer
	cursors   *codec.CursorSealer
	// idempotencyKey is the secret behind the ids made from Idempotency-Key.
	idempotencyKey []byte
	identities     *identity.Cache
	activityKeys   *activityKeyCache
	knownUsers     *knownUsers
	// claimsSet counts the changes of groups' claims since the start.
	claimsSet atomic.Int64
	// groupNames are the users whose names are known to be shown in a group.
	groupNames *lru.Cache[groupNameRow, struct{}]
	rollups    *rollup.Cache
}

// Open opens the database for this process alone, and migrates it. Its errors
// are sentences for an operator.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	r, err := Reserve(cfg)
	if err != nil {
		return nil, err
	}
	return r.Open(ctx)
}

// Reservation is a database that this process alone may open: its file, which is
// there, and locked.
type Reservation struct {
	cfg      Config
	reserved *sqlite.Reservation
}

// Reserve keeps other processes from the database, and changes nothing in it. It makes
// an empty file if there is none.
func Reserve(cfg Config) (*Reservation, error) {
	reserved, err := sqlite.Reserve(cfg.database())
	if err != nil {
		return nil, err
	}
	return &Reservation{cfg, reserved}, nil
}

// Release gives up a database that was not opened. If Reserve has made the file it is
// removed. After Open it does nothing.
func (r *Reservation) Release() error { return r.reserved.Release() }

// Open opens the database, and migrates it. If it fails, the reservation is released.
func (r *Reservation) Open(ctx context.Context) (*Store, error) {
	database, err := r.openDatabase(ctx)
	if err != nil {
		return nil, err
	}
	s := &Store{now: r.cfg.Now, maxFuture: r.cfg.MaxFuture, logger: r.cfg.Logger, committed: r.cfg.Committed, database: database}
	if s.now == nil {
		s.now = time.Now
	}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(database.Explain(err), s.Abandon())
	}
	return s, nil
}

func (s *Store) start(ctx context.Context) (err error) {
	writes := s.database.Writes().WithContext(ctx)
	secret, err := databaseSecret(writes)
	if err != nil {
		return err
	}
	if s.cursors, err = codec.NewCursorSealer(secret); err != nil {
		return err
	}
	if s.idempotencyKey, err = codec.DeriveKey(secret, "Idempotency-Key"); err != nil {
		return err
	}
	s.identities, s.activityKeys = identity.NewCache(), newActivityKeyCache()
	s.knownUsers, s.groupNames = newKnownUsers(), newGroupNameCache()
	s.rollups = rollup.NewCache()
	last, err := lastRecorded(writes)
	if err != nil {
		return err
	}
	s.compareClocks(last)
	if err := s.database.Start(ctx); err != nil {
		return err
	}
	s.writer = newWriter(s, last)
	go s.writer.run()
	return nil
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
		s.writer.stop()
	}
}
