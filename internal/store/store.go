// Package store keeps what itemactivity records, and is the only one that knows
// SQL. One writer, many readers: DESIGN.md says why.
package store

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
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
	log *logLimits
}

// Store is an open database.
type Store struct {
	now       func() time.Time
	maxFuture time.Duration
	logger    *slog.Logger
	// path is where the name of the database leads to.
	path      string
	file      *databaseFile
	guard     *fileGuard
	damage    *damageFound
	version   int64
	committed func(Commit)
	doctor    doctor
	writes    *gorm.DB
	readers   *gorm.DB
	admission *admission
	writer    *writer
	// checkpointer is nil until the store has started.
	checkpointer *checkpointer
	cursors      *sealer
	// idempotencyKey is the secret behind the ids made from Idempotency-Key.
	idempotencyKey []byte
	identities     *identityCache
	keys           *keyCache
	acquaintances  *acquaintances
	// claimsSet counts the changes of groups' claims since the start.
	claimsSet atomic.Int64
	// groupNames are the users whose names are known to be shown in a group.
	groupNames *cache[groupNameRow, struct{}]
	rollups    *rollupCache
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
	cfg  Config
	file *databaseFile
}

// Reserve keeps other processes from the database, and changes nothing in it. It makes
// an empty file if there is none.
func Reserve(cfg Config) (*Reservation, error) {
	file, err := holdFile(cfg)
	if err != nil {
		return nil, err
	}
	return &Reservation{cfg, file}, nil
}

// Release gives up a database that was not opened. If Reserve has made the file it is
// removed. After Open it does nothing.
func (r *Reservation) Release() error {
	if r.file == nil {
		return nil
	}
	file := r.file
	r.file = nil
	return file.discard()
}

// Open opens the database, and migrates it. If it fails, the reservation is released.
func (r *Reservation) Open(ctx context.Context) (*Store, error) {
	s, _, _, err := r.openAndMigrate(ctx)
	if err != nil {
		return nil, err
	}
	cfg := r.cfg
	cfg.Path = s.path // SQLite has its other files there
	if err := s.start(ctx, cfg); err != nil {
		return nil, errors.Join(explain(s.file.said, err), s.Abandon())
	}
	return s, nil
}

func (r *Reservation) openAndMigrate(ctx context.Context) (s *Store, from, to int64, err error) {
	cfg := r.cfg
	s = &Store{now: cfg.Now, maxFuture: cfg.MaxFuture, logger: cfg.Logger, committed: cfg.Committed, file: r.file, path: r.file.path}
	r.file = nil
	if s.now == nil {
		s.now = time.Now
	}
	s.damage = &damageFound{path: s.path, logger: cfg.Logger}
	err = requireWholeLog(s.path)
	if err == nil {
		err = s.file.requireWholePages()
	}
	if err == nil {
		err = inspect(ctx, s.path, slog.New(slog.DiscardHandler))
	}
	if err != nil {
		return nil, 0, 0, errors.Join(explain(cfg.Path, err), s.Abandon())
	}
	if s.writes, err = openWriter(s.path, cfg.Logger); err != nil {
		return nil, 0, 0, errors.Join(explain(cfg.Path, err), s.Abandon())
	}
	if from, to, err = s.migrate(ctx); err != nil {
		return nil, 0, 0, errors.Join(explain(cfg.Path, err), s.Abandon())
	}
	s.version = to
	return s, from, to, nil
}

func (s *Store) start(ctx context.Context, cfg Config) (err error) {
	if s.readers, err = openReaders(ctx, cfg.Path, cfg.Logger); err != nil {
		return err
	}
	s.admission = newAdmission(s.readers)
	secret, err := databaseSecret(s.writes.WithContext(ctx))
	if err != nil {
		return err
	}
	if s.cursors, err = newSealer(secret); err != nil {
		return err
	}
	if s.idempotencyKey, err = derive(secret, "Idempotency-Key"); err != nil {
		return err
	}
	if s.identities, err = newIdentityCache(); err != nil {
		return err
	}
	if s.keys, err = newKeyCache(); err != nil {
		return err
	}
	if s.acquaintances, err = newAcquaintances(); err != nil {
		return err
	}
	if s.groupNames, err = newGroupNameCache(); err != nil {
		return err
	}
	if s.rollups, err = newRollupCache(); err != nil {
		return err
	}
	last, err := lastRecorded(s.writes.WithContext(ctx))
	if err != nil {
		return err
	}
	s.compareClocks(last)
	log, err := openCheckpoints(cfg.Path, cfg.Logger)
	if err != nil {
		return err
	}
	if err := openAll(ctx, log); err != nil {
		return err
	}
	limits := servedLog
	if cfg.log != nil {
		limits = *cfg.log
	}
	s.checkpointer = newCheckpointer(s, log, limits)
	go s.checkpointer.run()
	if s.guard, err = newFileGuard(s.file, log, cfg.Logger); err != nil {
		return err
	}
	s.damage.watch(s.readers)
	s.damage.watch(s.writes)
	s.writer = newWriter(s, last)
	go s.writer.run()
	return nil
}

// Close stores what waits to be written, refuses anything more, and closes the
// database.
func (s *Store) Close() error { return s.close((*databaseFile).release) }

// Abandon closes a database that was opened for nothing, as its server does not start.
// A file that was made for it is removed.
func (s *Store) Abandon() error { return s.close((*databaseFile).discard) }

// close closes everything that is open, and the file last.
func (s *Store) close(file func(*databaseFile) error) error {
	var errs []error
	if s.writer != nil {
		s.writer.stop()
	}
	if s.guard != nil {
		s.guard.stop()
	}
	if c := s.checkpointer; c != nil {
		s.checkpointer = nil
		errs = append(errs, c.stop())
	}
	if s.readers != nil {
		errs = append(errs, closePool(s.readers))
	}
	if s.writes != nil {
		errs = append(errs, closePool(s.writes))
	}
	if s.guard != nil {
		errs = append(errs, s.guard.close())
	}
	if s.file != nil {
		errs = append(errs, file(s.file))
		s.file = nil
	}
	return errors.Join(errs...)
}
