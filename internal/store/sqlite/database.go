// Package sqlite opens the store's database in a SQLite file. It locks, migrates and
// watches the file, begins transactions for readers and for the one writer, checkpoints the
// write-ahead log, translates errors, and makes backups. It does not depend on the store's
// tables. The reasons are in the store's DESIGN.md.
package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// Database is an open database. It has one file, one connection that writes, several that
// read, and one that runs checkpoints.
//
// The store uses these methods, which another database could implement: Start, Close and
// Abandon; Versions, Writes and Reads; BeginRead; Writable, BeginWrite, Confirm and
// Committed, which the writer and the projector call; Health, Room, WritePage and SchemaChanged; Stats;
// RecordDamage and Explain. Path is specific to SQLite.
type Database struct {
	cfg  Config
	file *dbfile.File
	// path is the absolute path without symbolic links. SQLite creates its other files in
	// the same directory.
	path   string
	guard  *dbfile.Guard
	damage *damageState
	// from and to are the schema versions before and after the migration.
	from, to  int64
	writes    *gorm.DB
	readers   *gorm.DB
	admission *admission
	// checkpointer is nil until the database has started.
	checkpointer *checkpointer
	// writing is locked during a transaction that writes.
	writing sync.Mutex
	// Commits is locked by the caller of Writable, BeginWrite and Confirm, from the first of these
	// calls to the last.
	Commits sync.Mutex
}

// Config specifies the database to open.
type Config struct {
	// Path is the file of the database. It is created if it does not exist.
	Path string
	// HardLinks allows a file that has several names (hard links). SQLite does not find the
	// write-ahead log if it opens the file by another of them.
	HardLinks bool
	// Logger logs slow statements and the state of the files.
	Logger *slog.Logger
	// Migrations define the schema.
	Migrations Migrations
	// MarkBackup changes a copy of the database, so that it is known as a backup. It may be
	// nil.
	MarkBackup func(*gorm.DB) error
	// Migrating is called before an existing database is migrated to each schema version. It may
	// be nil.
	Migrating func(version, newest int64)
	// Log contains the limits of the write-ahead log, for tests. If it is nil, the limits
	// of a server apply.
	Log *LogLimits
}

// Start opens the connections that read, and starts to checkpoint the write-ahead log and
// to watch the files. It is called once, before BeginRead and BeginWrite.
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
		return errors.Join(err, closePool(log))
	}
	d.checkpointer = newCheckpointer(d, log)
	go d.checkpointer.run()
	if d.guard, err = dbfile.NewGuard(d.file, log, d.cfg.Logger); err != nil {
		return err
	}
	return errors.Join(translateErrors(d.readers, d.translateRead), translateErrors(d.writes, d.damage.record), translateErrors(log, d.damage.record))
}

// Path returns the absolute path of the file, without symbolic links.
func (d *Database) Path() string { return d.path }

// Versions returns the versions of the schema before and after Open migrated the database.
// The version before is 0 for a new database.
func (d *Database) Versions() (before, after int64) { return d.from, d.to }

// Writes returns gorm's session on the connection that writes. It is for statements before
// the writer starts.
func (d *Database) Writes() *gorm.DB { return d.writes }

// Reads returns gorm's session on the connections that read. Requests use BeginRead
// instead.
func (d *Database) Reads() *gorm.DB { return d.readers }

// Close closes the database. The writer must have stopped.
func (d *Database) Close() error { return d.close((*dbfile.File).Release) }

// Abandon closes the database of a server that fails to start. It removes the file if
// Reserve created it.
func (d *Database) Abandon() error { return d.close((*dbfile.File).Discard) }

// close closes everything that is open. The file is closed last.
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
