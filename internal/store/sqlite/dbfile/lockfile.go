package dbfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// errLocked says that another process has the lock.
var errLocked = errors.New("another process has the lock")

// lockPath returns the path of the lock file, which is the only lock of earlier versions.
func lockPath(path string) string { return path + ".lock" }

// lockName locks the name of the database, in a file beside it. Earlier versions use only
// this lock. If somebody moves the database away while a server runs, this lock also
// prevents a second server from creating a new file under the name, where the log of the
// first still is.
func (f *File) lockName() error {
	if err := f.createLock(); err != nil {
		return err
	}
	l := flock.New(lockPath(f.Path))
	locked, err := l.TryLock()
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("cannot lock the database %s: %s cannot be opened%s; remove it if no other itemactivity process uses this database", f.name, lockPath(f.Path), ownerNote(lockPath(f.Path), err))
	case err != nil:
		return fmt.Errorf("cannot lock the database %s: %w", f.name, err)
	case !locked:
		return inUse(f.name)
	}
	f.lock = l
	return nil
}

// createLock creates the lock file with the owner of the database. A command that runs as
// root must not leave a file that the server cannot open.
func (f *File) createLock() error {
	// O_EXCL does not follow a symbolic link.
	l, err := os.OpenFile(lockPath(f.Path), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot create %s: %w%s", lockPath(f.Path), cause(err), ownerNote(filepath.Dir(f.Path), err))
	}
	f.createdLock = true
	info, err := f.Stat()
	if err == nil {
		err = copyOwner(l, info)
	}
	return errors.Join(err, l.Close())
}
