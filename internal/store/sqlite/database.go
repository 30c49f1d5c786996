// Package sqlite opens the store's database in a file of SQLite. It locks, migrates and
// watches the file, begins transactions for readers and for the one writer, copies the
// write-ahead log, translates errors, and makes backups. It knows no table of the store.
// The store's DESIGN.md has the reasons.
package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// Database is an open database: one file, one connection that writes, and several that
// read.
//
// The store uses these methods, which PostgreSQL can have too: Start, Close and Abandon;
// Versions, Writes and Reads; BeginRead; Writable, BeginWrite, Confirm and Committed, by
// the writer; Health, Room, WritePage and SchemaChanged; Stats; RecordDamage and Explain.
// Path is SQLite's own.
type Database struct {
	cfg  Config
	file *dbfile.File
	// path is the absolute path without symbolic links. SQLite keeps its other files
	// beside it.
	path   string
	guard  *dbfile.Guard
	damage *damageState
	// from is the schema version before the migration, and to the one after it.
	from, to  int64
	writes    *gorm.DB
	readers   *gorm.DB
	admission *admission
	// checkpointer is nil until the database has started.
	checkpointer *checkpointer
	// writing is held while the writer writes.
	writing sync.Mutex
}

// Config says which database to open.
type Config struct {
	// Path is the file of the database; it is made if there is none.
	Path string
	// HardLinks allows a file that has other names (hard links), by which SQLite would not
	// find its write-ahead log.
	HardLinks bool
	// Logger gets slow statements, and the state of the files.
	Logger *slog.Logger
	// Migrations define the schema.
	Migrations Migrations
	// Log are the limits of the write-ahead log in tests; nil stands for those of a server.
	Log *LogLimits
}

// Start opens the connections that read, and begins to copy the write-ahead log and to
// watch the files. It is called once, before BeginRead and BeginWrite.
func (d *Database) Start(ctx context.Context) (err error) {
	if d.readers, err = openReaders(ctx, d.path, d.cfg.Logger); err != nil {
		return err
	}
	d.admission = newAdmission(d.readers)
	log, err := openCheckpoints(d.path, d.cfg.Logger)
	if err != nil {
		return err
	}
	if err := openAll(ctx, log); err != nil {
		return err
	}
	d.checkpointer = newCheckpointer(d, log)
	go d.checkpointer.run()
	if d.guard, err = dbfile.NewGuard(d.file, log, d.cfg.Logger); err != nil {
		return err
	}
	translateErrors(d.readers, d.translateRead)
	translateErrors(d.writes, d.damage.record)
	return nil
}

// Path returns the absolute path of the file, without symbolic links.
func (d *Database) Path() string { return d.path }

// Versions returns the versions of the schema before and after Open has migrated the
// database; before is 0 for a new one.
func (d *Database) Versions() (before, after int64) { return d.from, d.to }

// Writes returns gorm's session on the connection that writes. It is for statements before
// the writer begins.
func (d *Database) Writes() *gorm.DB { return d.writes }

// Reads returns gorm's session on the connections that read. Requests use BeginRead
// instead.
func (d *Database) Reads() *gorm.DB { return d.readers }

// Close closes the database. The writer must have stopped.
func (d *Database) Close() error { return d.close((*dbfile.File).Release) }

// Abandon closes a database whose server does not start, and removes the file if Reserve
// has made it.
func (d *Database) Abandon() error { return d.close((*dbfile.File).Discard) }

// close closes everything that is open, and the file last.
func (d *Database) close(file func(*dbfile.File) error) error {
	var errs []error
	if d.guard != nil {
		d.guard.Stop()
	}
	if c := d.checkpointer; c != nil {
		d.checkpointer = nil
		errs = append(errs, c.stop())
	}
	if d.readers != nil {
		errs = append(errs, closePool(d.readers))
	}
	if d.writes != nil {
		errs = append(errs, closePool(d.writes))
	}
	if d.guard != nil {
		errs = append(errs, d.guard.Close())
	}
	if d.file != nil {
		errs = append(errs, file(d.file))
		d.file = nil
	}
	return errors.Join(errs...)
}
