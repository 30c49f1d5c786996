// Package dbfile opens and locks the file of a database. Without SQLite, it checks whether
// the file and its write-ahead log are complete, and watches whether they are still the
// files that SQLite has open.
package dbfile

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// File is the file of a database, open and locked for this process.
//
// Its descriptor is opened before SQLite opens the file, and closed after SQLite has closed
// it. No other code in a process with a Database may open the file and close it again.
// Closing any descriptor of a file drops all fcntl locks that the process has on it, and
// SQLite uses such locks.
type File struct {
	// name is the path as the operator specified it. absolute is the absolute path of name.
	name, absolute string
	// Path is the absolute path without symbolic links. SQLite creates its other files in
	// the same directory.
	Path string
	*os.File
	lock *flock.Flock
	// Created says that this process created the file. createdLock says the same of the lock
	// file.
	Created, createdLock bool
}

// OpenLocked opens and locks the file of a database. It creates an empty file if there is
// none. name is the path as the operator specified it. hardLinks allows a file with several
// names. The errors are written for an operator.
func OpenLocked(name string, hardLinks bool, logger *slog.Logger) (*File, error) {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return nil, fmt.Errorf("cannot open the database %s: %w", name, err)
	}
	f := &File{name: name, absolute: absolute}
	if err := f.open(); err != nil {
		return nil, err
	}
	err = f.lockName()
	if err == nil {
		err = f.check(hardLinks, logger)
	}
	if err != nil {
		return nil, errors.Join(err, f.Discard())
	}
	return f, nil
}

// check returns an error if the locked file must not be used.
func (f *File) check(hardLinks bool, logger *slog.Logger) error {
	info, err := f.Stat()
	if err != nil {
		return cannotOpen(f.name, err)
	}
	if links := linksOf(info); links > 1 && !hardLinks {
		return hardLinked(f.name, f.Path, info)
	}
	if isMountPoint(f.Path) {
		logger.Warn("only the database file is mounted, and its write-ahead log is on another file system: mount the directory instead, because acknowledged data is lost if that file system is lost",
			slog.String("database", f.Path))
	}
	return requireSQLite(f.name, f, info.Size())
}

// open opens and locks the file.
func (f *File) open() error {
	// Between opening and locking, another start that failed may have removed its file.
	for range 10 {
		if err := f.openOnce(); err != nil {
			return err
		}
		if f.inPlace() {
			return nil
		}
		if err := f.Close(); err != nil {
			return cannotOpen(f.name, err)
		}
	}
	return fmt.Errorf("cannot open the database %s: another program removes or replaces it repeatedly", f.name)
}

func (f *File) openOnce() (err error) {
	if err := requireRegular(f.name, f.absolute); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f.File, err = os.OpenFile(f.absolute, os.O_RDWR, 0)
	if f.Created = errors.Is(err, fs.ErrNotExist); f.Created {
		// Only its owner can read it, and SQLite gives its other files the same
		// permissions.
		f.File, err = os.OpenFile(f.absolute, os.O_RDWR|os.O_CREATE, 0o600)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("cannot create the database %s: its directory does not exist", f.name)
	case err != nil && f.Created:
		return fmt.Errorf("cannot create the database %s: %w%s", f.name, cause(err), ownerNote(filepath.Dir(f.absolute), err))
	case err != nil:
		return cannotOpen(f.name, err)
	}
	if f.Path, err = filepath.EvalSymlinks(f.absolute); err != nil {
		return errors.Join(cannotOpen(f.name, err), f.Close())
	}
	if err := lockExclusively(f.File); errors.Is(err, errLocked) {
		return errors.Join(inUse(f.name), f.Close())
	} else if err != nil {
		return errors.Join(fmt.Errorf("cannot lock the database %s: %w", f.name, err), f.Close())
	}
	return nil
}

// inPlace reports whether the path still leads to the file.
func (f *File) inPlace() bool {
	held, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(f.absolute)
	return err == nil && os.SameFile(held, there)
}

// Discard closes the file, and removes it if this process created it. It is called when a
// start fails, after SQLite has closed the file.
func (f *File) Discard() error {
	if f.Created && f.inPlace() {
		for _, suffix := range []string{"-journal", "-wal", "-shm", ""} {
			if err := os.Remove(f.Path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return errors.Join(err, f.Release())
			}
		}
	}
	if f.createdLock {
		_ = os.Remove(lockPath(f.Path)) // the next start can use it
	}
	return f.Release()
}

// Release closes the file, which unlocks it.
func (f *File) Release() error {
	var unlocked error
	if f.lock != nil {
		unlocked = f.lock.Unlock()
	}
	return errors.Join(unlocked, f.Close())
}

// requireRegular returns an error for devices, pipes and directories. It does not open
// them.
func requireRegular(name, path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return cannotOpen(name, err)
	case info.IsDir():
		return fmt.Errorf("cannot open the database %s: it is a directory; specify a file in it", name)
	case !info.Mode().IsRegular():
		return fmt.Errorf("cannot open the database %s: it is not a regular file; specify another one", name)
	}
	return nil
}

func inUse(name string) error {
	return fmt.Errorf("the database %s is in use by another itemactivity process: stop that process first, or specify another database", name)
}

func cannotOpen(name string, err error) error {
	return fmt.Errorf("cannot open the database %s: %w%s", name, cause(err), ownerNote(name, err))
}

// cause returns a system error without its path, which the message already contains.
func cause(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}
