package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// backupFile is a file that has its name once it is whole. Until then it is
// NAME.NUMBER.partial in the same directory, which a kill leaves behind.
type backupFile struct {
	name    string
	partial *os.File
}

// newBackupFile begins a backup of a database. A backup is never written over
// another one: the old one may be the last that is good.
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
	// It is for its owner alone, like the database.
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

// refuseDatabase refuses the names of a database: its own, whatever links lead
// there, and those of the files that it has beside it, or may have at any time.
// The backup is to be in a folder, as base.
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
		// There are file systems to which A.DB-WAL is the same.
		if strings.EqualFold(base, filepath.Base(database)+suffix) {
			return fmt.Errorf("%s is a file of the database itself: name another one for the backup", name)
		}
	}
	return nil
}

// keep gives the file its name, and returns its size. Both are on the disk then.
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

// rename takes no name that somebody else took meanwhile. A link never does, but
// not every file system has links.
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

// discard removes what is not kept.
func (f *backupFile) discard() error {
	err := os.Remove(f.partial.Name())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // it was renamed
	}
	return errors.Join(f.partial.Close(), err)
}
