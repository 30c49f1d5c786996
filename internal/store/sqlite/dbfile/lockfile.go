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

// lockPath is the file that earlier versions lock, and nothing else.
func lockPath(path string) string { return path + ".lock" }

// lockName locks the name of the database beside the file itself. Earlier versions
// know this lock alone. It also keeps a second server from a new file under the name
// while this one still has its log there, after somebody has moved the database away.
func (f *File) lockName() error {
	if err := f.makeLock(); err != nil {
		return err
	}
	l := flock.New(lockPath(f.Path))
	locked, err := l.TryLock()
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("cannot lock the database %s: %s cannot be opened%s; remove it if no other itemactivity serves this database", f.name, lockPath(f.Path), whose(lockPath(f.Path), err))
	case err != nil:
		return fmt.Errorf("cannot lock the database %s: %w", f.name, err)
	case !locked:
		return inUse(f.name)
	}
	f.lock = l
	return nil
}

// makeLock makes the lock file for the owner of the database: an administrator's
// command must not leave one that the server cannot open.
func (f *File) makeLock() error {
	// O_EXCL follows no link that somebody put there.
	l, err := os.OpenFile(lockPath(f.Path), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot make %s: %w%s", lockPath(f.Path), cause(err), whose(filepath.Dir(f.Path), err))
	}
	f.madeLock = true
	info, err := f.Stat()
	if err == nil {
		err = giveTo(l, info)
	}
	return errors.Join(err, l.Close())
}
