package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// backupFile is a file that gets its name once it is complete. Until then it is
// NAME.NUMBER.partial in the same directory; a killed process leaves that behind.
type backupFile struct {
	name    string
	partial *os.File
}

// newBackupFile begins a backup of a database. It never replaces an existing file, which
// may be the last good backup.
func newBackupFile(name, database string) (*backupFile, error) {
	folder, base := filepath.Split(name)
	if base == "" {
		return nil, fmt.Errorf("%q names no file: say which one the backup is to be, as in backup.db", name)
	}
	if folder == "" {
		folder = "."
	}
	in, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot make the backup %s: its directory does not exist", name)
	}
	if err != nil {
		return nil, cannotMake(name, err)
	}
	if err := refuseDatabase(name, base, in, database); err != nil {
		return nil, err
	}
	// Lstat sees a symbolic link that leads nowhere.
	if info, err := os.Lstat(name); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a directory: name a file in it", name)
	} else if err == nil {
		return nil, fmt.Errorf("%s exists already, and is left as it is: name another file", name)
	}
	// Its owner alone can read it, as with the database.
	partial, err := os.CreateTemp(folder, base+".*.partial")
	if err != nil {
		return nil, cannotMake(name, err)
	}
	return &backupFile{name, partial}, nil
}

// cannotMake leaves out the path of an error, which may be the unfinished file's.
func cannotMake(name string, err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return fmt.Errorf("cannot make the backup %s: %w", name, err)
}

// refuseDatabase returns an error if the backup has the name of the database, also by a
// link, or of a file that SQLite or this program makes beside it. in is the directory of
// the backup, and base its name there.
func refuseDatabase(name, base string, in fs.FileInfo, database string) error {
	of, err := os.Stat(database)
	if err != nil {
		return err
	}
	if there, err := os.Stat(name); err == nil && os.SameFile(there, of) {
		return fmt.Errorf("%s is the database itself: name another file for the backup", name)
	}
	if database, err = filepath.EvalSymlinks(database); err != nil {
		return err
	}
	own, err := os.Stat(filepath.Dir(database))
	if err != nil || !os.SameFile(in, own) {
		return err
	}
	for _, suffix := range []string{"-wal", "-shm", "-journal", ".lock"} {
		// Some file systems ignore case.
		if strings.EqualFold(base, filepath.Base(database)+suffix) {
			return fmt.Errorf("%s is a file of the database itself: name another one for the backup", name)
		}
	}
	return nil
}

// keep gives the file its name, and returns its size. File and name are synced to the
// disk.
func (f *backupFile) keep() (size int64, err error) {
	if err := f.partial.Sync(); err != nil {
		return 0, err
	}
	info, err := f.partial.Stat()
	if err != nil {
		return 0, err
	}
	if err := f.rename(); err != nil {
		return 0, err
	}
	if err := syncFolder(filepath.Dir(f.name)); err != nil {
		return 0, errors.Join(err, os.Remove(f.name))
	}
	return info.Size(), nil
}

// rename does not replace a file that was made meanwhile. A hard link never does, but some
// file systems have none.
func (f *backupFile) rename() error {
	err := os.Link(f.partial.Name(), f.name)
	if err == nil {
		return os.Remove(f.partial.Name())
	}
	if _, there := os.Lstat(f.name); there == nil {
		return err
	}
	return os.Rename(f.partial.Name(), f.name)
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// discard removes the file unless keep has given it its name.
func (f *backupFile) discard() error {
	err := os.Remove(f.partial.Name())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // it was renamed
	}
	return errors.Join(f.partial.Close(), err)
}
