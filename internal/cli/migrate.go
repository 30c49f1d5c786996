package cli

import (
	"context"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/store"
)

type migrateCommand struct{}

// Run creates the database or upgrades its schema, as the server does when it starts.
func (migrateCommand) Run(ctx context.Context, to streams, cfg *config.Config) error {
	path, err := cfg.DatabasePath()
	if err != nil {
		return err
	}
	logger := cfg.NewLogger(to.err)
	bar := progressOn(to.err, "upgrading to schema version %d of %d")
	bar.log(logger, "upgrading the database", "schema")
	before, after, err := store.Migrate(ctx, store.Config{Path: path, HardLinks: cfg.AllowHardLinks.On(), Logger: logger, Migrating: bar.begin})
	bar.clear()
	if err != nil {
		return err
	}
	switch before {
	case after:
		_, err = fmt.Fprintf(to.out, "The database already has schema version %d.\n", after)
	case 0:
		_, err = fmt.Fprintf(to.out, "Created the database %s with schema version %d.\n", path, after)
	default:
		_, err = fmt.Fprintf(to.out, "Upgraded the database from schema version %d to %d.\n", before, after)
	}
	return err
}
