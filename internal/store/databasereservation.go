package store

import (
	"context"
	"errors"
	"log/slog"
)

// databaseReservation is a database that this process alone may open: its file, which is
// there, and locked.
type databaseReservation struct {
	cfg  databaseConfig
	file *databaseFile
}

// reserve keeps other processes from the database, and changes nothing in it. It makes
// an empty file if there is none. Its errors are sentences for an operator.
func reserve(cfg databaseConfig) (*databaseReservation, error) {
	file, err := holdFile(cfg)
	if err != nil {
		return nil, err
	}
	return &databaseReservation{cfg, file}, nil
}

// Release gives up a database that was not opened. If Reserve has made the file it is
// removed. After Open it does nothing.
func (r *databaseReservation) Release() error {
	if r.file == nil {
		return nil
	}
	file := r.file
	r.file = nil
	return file.discard()
}

// Open opens the connection that writes, and migrates the database. If it fails, the
// reservation is released. Its errors are sentences for an operator.
func (r *databaseReservation) Open(ctx context.Context) (*Database, error) {
	d := &Database{cfg: r.cfg, file: r.file, path: r.file.path}
	r.file = nil
	d.damage = &damageFound{path: d.path, logger: d.cfg.Logger}
	if err := d.open(ctx); err != nil {
		return nil, errors.Join(explain(d.cfg.Path, err), d.Abandon())
	}
	return d, nil
}

func (d *Database) open(ctx context.Context) error {
	if err := requireWholeLog(d.path); err != nil {
		return err
	}
	if err := d.file.requireWholePages(); err != nil {
		return err
	}
	err := inspect(ctx, d.path, d.cfg.Migrations, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if d.writes, err = openWriter(d.path, d.cfg.Logger); err != nil {
		return err
	}
	d.from, d.to, err = d.migrate(ctx)
	return err
}
