package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// Migrations create and upgrade the schema of a database.
type Migrations struct {
	// SQL contains one file for each migration in SQL, named NNNN_name.sql.
	SQL fs.FS
	// Go returns the migrations in Go. The source of each is the name of its file,
	// NNNN_name.go. They use the settings of the session.
	Go func(*gorm.DB) []*goose.Migration
}

// applicationID marks a SQLite file as a database of this program. The first migration sets
// it.
const applicationID = 1769234797

// inspect returns an error for a database of another program or of a newer version of this
// one. It changes nothing.
func inspect(ctx context.Context, path string, migrations Migrations, logger *slog.Logger) (err error) {
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return err
	}
	options := url.Values{"mode": {"ro"}}
	_, err = os.Stat(path + "-wal")
	if errors.Is(err, fs.ErrNotExist) || dbfile.Size(path+"-wal") == 0 && dbfile.ReadOnlyDisk(filepath.Dir(path)) {
		// Otherwise SQLite would create this file, which would be empty.
		options.Set("immutable", "1")
	}
	db, err := openPool(path, options, 1, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closePool(db)) }()
	db = db.WithContext(ctx)
	var id, tables int64
	if err := db.Raw("PRAGMA application_id").Scan(&id).Error; err != nil {
		return err
	}
	// goose creates its table before the first migration sets the application id.
	if err := db.Raw("SELECT count(*) FROM sqlite_master WHERE tbl_name NOT IN ('goose_db_version', 'sqlite_sequence')").Scan(&tables).Error; err != nil {
		return err
	}
	switch {
	case tables == 0:
		return nil
	case id != applicationID:
		return errors.New("this is the database of another program: specify another file")
	}
	newest, err := newestVersion(db, migrations)
	if err != nil {
		return err
	}
	version, err := schemaVersion(db)
	if err != nil {
		return err
	}
	if version > newest {
		return fmt.Errorf("the database has schema version %d, but this program supports versions up to %d: use a newer itemactivity", version, newest)
	}
	return nil
}

// schemaVersion returns the version of a database's schema.
func schemaVersion(db *gorm.DB) (version int64, err error) {
	err = db.Raw("SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version).Error
	return version, err
}

// newestVersion returns the newest schema version that this program supports. It does not
// read the database.
func newestVersion(db *gorm.DB, migrations Migrations) (int64, error) {
	return checkMigrations(migrations.SQL, migrations.Go(db))
}

func newProvider(db *gorm.DB, migrations Migrations) (*goose.Provider, error) {
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	inGo := migrations.Go(db)
	if _, err := checkMigrations(migrations.SQL, inGo); err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, pool, migrations.SQL, goose.WithGoMigrations(inGo...))
}

// migrate upgrades the database to the newest version, and logs it. It returns the versions
// before and after.
func (d *Database) migrate(ctx context.Context) (from, to int64, err error) {
	db, logger := d.writes, d.cfg.Logger
	provider, err := newProvider(db, d.cfg.Migrations)
	if err != nil {
		return 0, 0, err
	}
	if from, to, err = provider.GetVersions(ctx); err != nil {
		return 0, 0, fmt.Errorf("cannot read the version of the database: %w", err)
	}
	if from > 0 && from < to {
		logger.Warn("upgrading the database: earlier versions of itemactivity cannot open the new schema, so restore a backup to return to one of them (docs/operating.md, Upgrade)",
			"database", d.path, "from", from, "to", to)
	}
	if err := db.WithContext(ctx).Exec(sortsInFiles).Error; err != nil {
		return 0, 0, fmt.Errorf("cannot migrate the database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Exec(statementsInMemory).Error) }()
	if err = d.migrateEach(ctx, provider, from, to); err != nil {
		if ctx.Err() != nil {
			return 0, 0, d.stoppedMigration(ctx, provider, to)
		}
		var partial *goose.PartialError
		if errors.As(err, &partial) {
			return 0, 0, fmt.Errorf("cannot migrate the database to schema version %d, and the previous version remains: %w", partial.Failed.Source.Version, partial.Err)
		}
		return 0, 0, fmt.Errorf("cannot migrate the database: %w", err)
	}
	switch {
	case from == 0:
		logger.Info("created the database", "database", d.path, "schema", to)
	case from < to:
		logger.Info("upgraded the database", "database", d.path, "from", from, "to", to)
	}
	return from, to, err
}

// migrateEach applies the migrations after one version and up to another.
func (d *Database) migrateEach(ctx context.Context, provider *goose.Provider, from, to int64) error {
	if from == 0 || d.cfg.Migrating == nil {
		_, err := provider.Up(ctx)
		return err
	}
	for version := from + 1; version <= to; version++ {
		d.cfg.Migrating(version, to)
		if _, err := provider.UpTo(ctx, version); err != nil {
			return err
		}
	}
	return nil
}

// stoppedMigration returns an error that contains the version that a canceled migration has
// reached. Each version is one transaction.
func (d *Database) stoppedMigration(ctx context.Context, provider *goose.Provider, to int64) error {
	if d.file.Created {
		return ctx.Err() // the file is removed
	}
	at, err := provider.GetDBVersion(context.WithoutCancel(ctx))
	if err != nil {
		return err
	}
	return fmt.Errorf("the upgrade was interrupted at schema version %d of %d, and the next start continues it", at, to)
}
