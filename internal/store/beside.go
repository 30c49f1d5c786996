package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gorm.io/gorm"
)

// openBeside opens a database of this version's schema for reading alone, also
// beside a server that goes on writing.
func openBeside(ctx context.Context, cfg Config) (*gorm.DB, error) {
	if _, err := os.Stat(cfg.Path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no database %s", cfg.Path)
	}
	if err := inspect(ctx, cfg.Path, cfg.Logger); err != nil {
		return nil, fmt.Errorf("%s: %w", cfg.Path, err)
	}
	db, err := openReaders(cfg.Path, cfg.Logger)
	if err != nil {
		return nil, fmt.Errorf("cannot open the database %s for reading: %w", cfg.Path, err)
	}
	if err := requireNewest(db.WithContext(ctx)); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", cfg.Path, err), closePool(db))
	}
	return db, nil
}

// requireNewest refuses a database that was not migrated yet.
func requireNewest(db *gorm.DB) error {
	newest, err := newestVersion(db)
	if err != nil {
		return err
	}
	var version int64
	if db.Raw("SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version).Error != nil || version < newest {
		return errors.New("the database has an older schema: use the itemactivity that served it, or run itemactivity migrate first")
	}
	return nil
}
