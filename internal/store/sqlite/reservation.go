package sqlite

import (
	"context"
	"errors"
	"log/slog"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// Reservation is a database whose file exists and is locked, so that only this process may
// open it.
type Reservation struct {
	cfg  Config
	file *dbfile.File
}

// Reserve locks the database for this process, and changes nothing in it. It creates an
// empty file if there is none. Its errors are written for an operator.
func Reserve(cfg Config) (*Reservation, error) {
	file, err := dbfile.OpenLocked(cfg.Path, cfg.HardLinks, cfg.Logger)
	if err != nil {
		return nil, err
	}
	return &Reservation{cfg, file}, nil
}

// Release unlocks a database that was not opened, and removes the file if Reserve created
// it. After Open it does nothing.
func (r *Reservation) Release() error {
	if r.file == nil {
		return nil
	}
	file := r.file
	r.file = nil
	return file.Discard()
}

// Open opens the connection that writes, and migrates the database. If it fails, it
// releases the reservation. Its errors are written for an operator.
func (r *Reservation) Open(ctx context.Context) (*Database, error) {
	d := &Database{cfg: r.cfg, file: r.file, path: r.file.Path}
	r.file = nil
	d.damage = &damageState{path: d.path, logger: d.cfg.Logger}
	if err := d.open(ctx); err != nil {
		return nil, errors.Join(explain(d.cfg.Path, err), d.Abandon())
	}
	return d, nil
}

func (d *Database) open(ctx context.Context) error {
	if err := dbfile.RequireIntactLog(d.path); err != nil {
		return err
	}
	if err := d.file.RequireCompletePages(); err != nil {
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
