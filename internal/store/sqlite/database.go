// Package sqlite keeps a database in a file of SQLite's: it opens, locks, migrates and
// guards the file, gives transactions to readers and to the one writer, copies the
// write-ahead log, and makes backups. The tables are the store's. DESIGN.md of the store
// says why it is as it is.
package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// Database is an open database: one file of SQLite's, with one connection that writes
// and several that read.
//
// These methods say nothing of SQLite, and a database of PostgreSQL's can have them too:
// Start, Close, Abandon, Writes, Reads, BeginRead, Writable, BeginWrite, Confirm,
// Committed, RecordDamage, Explain, Health, Room, WritePage, SchemaChanged, Stats. Path is
// SQLite's own.
type Database struct {
	cfg  Config
	file *dbfile.File
	// path is where the name of the database leads to. SQLite has its other files there.
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
	// HardLinks admits a file that has other names, by which SQLite would not find
	// its write-ahead log.
	HardLinks bool
	// Logger gets slow statements, and what an operator has to know of the files.
	Logger *slog.Logger
	// Migrations make the schema.
	Migrations Migrations
	// Log are limits of the write-ahead log for tests; nil is a server's.
	Log *LogLimits
}

// Start opens the connections that read, and begins to copy the write-ahead log and to
// guard the files.
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
	d.damage.attach(d.readers)
	d.damage.attach(d.writes)
	return nil
}

// Path is the database's file, where the name that Config has for it leads to.
func (d *Database) Path() string { return d.path }

// Versions returns the versions of the schema before and after Open has migrated the
// database; before is 0 for a new one.
func (d *Database) Versions() (before, after int64) { return d.from, d.to }

// Writes returns gorm's session on the connection that writes. It is for what is
// written before the writer begins.
func (d *Database) Writes() *gorm.DB { return d.writes }

// Reads returns gorm's session on the connections that read. A caller's reads begin
// with BeginRead.
func (d *Database) Reads() *gorm.DB { return d.readers }

// Close closes the database. Nobody writes any more.
func (d *Database) Close() error { return d.close((*dbfile.File).Release) }

// Abandon closes a database that was opened for nothing, as its server does not start.
// A file that was made for it is removed.
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
