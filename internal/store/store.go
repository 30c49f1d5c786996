// Package store keeps what itemactivity records, and is the only one that knows
// SQL. One writer, many readers: DESIGN.md says why.
package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/gofrs/flock"
	"gorm.io/gorm"
)

// Config says which database to open.
type Config struct {
	// Path is the file of the database; it is made if there is none.
	Path string
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
}

// Store is an open database.
type Store struct {
	now       func() time.Time
	maxFuture time.Duration
	logger    *slog.Logger
	// path and file are the database's, as it was opened.
	path      string
	file      os.FileInfo
	version   int64
	committed func(Commit)
	doctor    doctor
	lock      *flock.Flock
	writes    *gorm.DB
	readers   *gorm.DB
	writer    *writer
	// checkpointer is nil until the store has started.
	checkpointer *checkpointer
	cursors      *sealer
	// idempotencyKey is the secret behind the ids made from Idempotency-Key.
	idempotencyKey []byte
	identities     *identityCache
	keys           *keyCache
	// met are the users who have called, with the names that are stored.
	met *cache[acquaintance, string]
	// claimsSet counts the changes of groups' claims since the start.
	claimsSet atomic.Int64
	// groupNames are the users whose names are known to be shown in a group.
	groupNames *cache[groupNameRow, struct{}]
	rollups    *rollupCache
}

// Open opens the database for this process alone, and migrates it. Its errors
// are sentences for an operator.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	s, _, _, err := openAndMigrate(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := s.start(ctx, cfg); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func openAndMigrate(ctx context.Context, cfg Config) (s *Store, from, to int64, err error) {
	s = &Store{now: cfg.Now, maxFuture: cfg.MaxFuture, logger: cfg.Logger, committed: cfg.Committed}
	if s.now == nil {
		s.now = time.Now
	}
	if err := touch(cfg.Path); err != nil {
		return nil, 0, 0, err
	}
	// Two names of one file must meet at one lock.
	if cfg.Path, err = filepath.EvalSymlinks(cfg.Path); err != nil {
		return nil, 0, 0, fmt.Errorf("cannot open the database: %w", err)
	}
	if s.lock, err = lock(cfg.Path); err != nil {
		return nil, 0, 0, err
	}
	s.path = cfg.Path
	if s.file, err = os.Stat(s.path); err != nil {
		return nil, 0, 0, errors.Join(fmt.Errorf("cannot open the database: %w", err), s.close())
	}
	if err := inspect(ctx, cfg.Path, cfg.Logger); err != nil {
		return nil, 0, 0, errors.Join(fmt.Errorf("%s: %w", cfg.Path, err), s.close())
	}
	if s.writes, err = openWriter(cfg.Path, cfg.Logger); err != nil {
		return nil, 0, 0, errors.Join(fmt.Errorf("cannot open the database %s: %w", cfg.Path, err), s.close())
	}
	if from, to, err = migrate(ctx, s.writes, cfg.Logger); err != nil {
		return nil, 0, 0, errors.Join(fmt.Errorf("%s: %w", cfg.Path, err), s.close())
	}
	s.version = to
	return s, from, to, nil
}

// touch makes an empty file that only its owner can read, as SQLite gives its
// other files the rights of the first.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("cannot make the database %s: its directory does not exist", path)
	case err != nil:
		return fmt.Errorf("cannot open the database: %w", err)
	}
	return f.Close()
}

func (s *Store) start(ctx context.Context, cfg Config) (err error) {
	if s.readers, err = openReaders(cfg.Path, cfg.Logger); err != nil {
		return fmt.Errorf("cannot open the database %s for reading: %w", cfg.Path, err)
	}
	if err := openAll(ctx, s.readers); err != nil {
		return fmt.Errorf("cannot open the database %s for reading: %w", cfg.Path, err)
	}
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
	if s.met, err = newCache(userCacheBytes, func(a acquaintance, name string) int {
		return len(a.user) + len(name) + int(unsafe.Sizeof(a)+unsafe.Sizeof(name))
	}); err != nil {
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
	log, err := openWriter(cfg.Path, cfg.Logger)
	if err != nil {
		return fmt.Errorf("cannot open the database %s for checkpoints: %w", cfg.Path, err)
	}
	s.checkpointer = newCheckpointer(log, cfg.Logger)
	if err := openAll(ctx, log); err != nil {
		return fmt.Errorf("cannot open the database %s for checkpoints: %w", cfg.Path, err)
	}
	go s.checkpointer.run()
	s.writer = newWriter(s, last)
	go s.writer.run()
	return nil
}

// Close stores what waits to be written, refuses anything more, and closes the
// database.
func (s *Store) Close() error {
	s.writer.stop()
	return s.close()
}

func (s *Store) close() error {
	var errs []error
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
	if s.lock != nil {
		errs = append(errs, s.lock.Unlock())
	}
	return errors.Join(errs...)
}
