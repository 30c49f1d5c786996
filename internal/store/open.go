package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	migrations "github.com/itemactivity/itemactivity/internal/store/migrations/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// storeMigrations make the schema of the store.
var storeMigrations = sqlite.Migrations{SQL: migrations.SQL, Go: migrations.Go}

// Open opens the database for this process only, and migrates it. Its errors are messages for an
// operator.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	r, err := Reserve(cfg)
	if err != nil {
		return nil, err
	}
	return r.Open(ctx)
}

// Reservation is a database that only this process can open. The file exists and is locked.
type Reservation struct {
	cfg      Config
	reserved *sqlite.Reservation
}

// Reserve locks the database against other processes, and changes nothing in it. If there is no file,
// it creates an empty one.
func Reserve(cfg Config) (*Reservation, error) {
	reserved, err := sqlite.Reserve(cfg.database())
	if err != nil {
		return nil, err
	}
	return &Reservation{cfg, reserved}, nil
}

// Release unlocks a database that was not opened. If Reserve created the file, Release removes it.
// After Open it does nothing.
func (r *Reservation) Release() error { return r.reserved.Release() }

// Open opens the database, and migrates it. If it fails, the reservation is released.
func (r *Reservation) Open(ctx context.Context) (*Store, error) {
	database, err := r.openDatabase(ctx)
	if err != nil {
		return nil, err
	}
	s := &Store{now: r.cfg.Now, maxFuture: r.cfg.MaxFuture, logger: r.cfg.Logger, committed: r.cfg.Committed, projected: r.cfg.Projected, catchingUp: r.cfg.CatchingUp, database: database, limits: r.cfg.projections}
	if s.now == nil {
		s.now = time.Now
	}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(database.Explain(err), s.Abandon())
	}
	return s, nil
}

func (s *Store) start(ctx context.Context) error {
	writes := s.database.Writes().WithContext(ctx)
	secret, err := databaseSecret(writes)
	if err != nil {
		return err
	}
	epoch, err := readEpoch(writes)
	if err != nil {
		return err
	}
	cursors, err := codec.NewCursorSealer(secret, epoch)
	if err != nil {
		return err
	}
	idempotencyKey, err := codec.DeriveKey(secret, "Idempotency-Key")
	if err != nil {
		return err
	}
	s.source = read.Source{Database: s.database, Cursors: cursors, Identities: identity.NewCache(), Tail: new(activitylog.Tail)}
	s.activityKeys, s.rollups = itemactivity.NewKeyCache(), rollup.NewCache(rollup.DriveActivitySetBytes)
	last, err := write.LastRecorded(writes)
	if err != nil {
		return err
	}
	write.CompareClocks(s.logger, models.NewInstant(s.now()), last)
	if err := s.database.Start(ctx); err != nil {
		return err
	}
	projector := projection.New(projection.Config{Database: s.database, Tail: s.source.Tail, Logger: s.logger, Stepped: s.projected, Progress: s.catchingUp, Limits: s.limits})
	if err := projector.Start(ctx); err != nil {
		return err
	}
	s.projector = projector
	s.writer = write.New(write.Config{
		Source: s.source, Projector: s.projector, Logger: s.logger, Now: s.now, Recorded: last, Rollups: s.rollups,
		IdempotencyKey: idempotencyKey, MaxFuture: s.maxFuture, Committed: s.committed,
	})
	s.groups, s.drives = group.NewStore(s.writer), drive.NewStore(s.writer)
	s.activities = itemactivity.NewStore(s.writer, s.activityKeys)
	return nil
}

// openDatabase opens the database, and migrates it. If it is a backup, a new epoch begins. All
// caches are created later.
func (r *Reservation) openDatabase(ctx context.Context) (*sqlite.Database, error) {
	database, err := r.reserved.Open(ctx)
	if err != nil {
		return nil, err
	}
	if from, _ := database.Versions(); from > 0 && from < claimsVersion {
		if err := logClaims(ctx, database.Writes(), r.cfg.Logger); err != nil {
			return nil, errors.Join(database.Explain(err), database.Abandon())
		}
	}
	if err := r.beginEpoch(ctx, database); err != nil {
		return nil, errors.Join(database.Explain(err), database.Abandon())
	}
	return database, nil
}

// claimsVersion is the first schema version in which groups have claims.
const claimsVersion = 7

// logClaims logs that groups have claims after the migration. The claim of a group is its id, because
// before the migration tokens were compared with the id.
func logClaims(ctx context.Context, db *gorm.DB, logger *slog.Logger) error {
	var n int64
	if err := db.WithContext(ctx).Table("groups").Where("claim IS NOT NULL").Count(&n).Error; err != nil {
		return fmt.Errorf("cannot count the claims of groups: %w", err)
	}
	if n > 0 {
		logger.InfoContext(ctx, "the claim of each group was set to its id, so tokens admit users to the same groups as before", "groups", n)
	}
	return nil
}

type secretRow struct {
	Name  string `gorm:"primaryKey"`
	Value []byte
}

func (secretRow) TableName() string { return "secrets" }

// databaseSecret returns the secret of this database. It creates the secret if there is none.
func databaseSecret(db *gorm.DB) ([]byte, error) {
	row := secretRow{Name: "root", Value: make([]byte, codec.SecretBytes)}
	_, _ = rand.Read(row.Value) // never fails
	if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return nil, err
	}
	err := db.Take(&row, "name = ?", "root").Error
	return row.Value, err
}
