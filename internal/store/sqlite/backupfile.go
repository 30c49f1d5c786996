package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// backupFile is a file that gets its name when it is complete. Before that its name is
// NAME.NUMBER.partial, in the same directory. This file remains if the process is killed.
type backupFile struct {
	name    string
	partial *os.File
}

// newBackupFile creates the file for a backup of a database. It never replaces an existing
// file, because that may be the last good backup.
func newBackupFile(name, database string) (*backupFile, error) {
	folder, base := filepath.Split(name)
	if base == "" {
		return nil, fmt.Errorf("%q is not a file name: specify the file for the backup, such as backup.db", name)
	}
	if folder == "" {
		folder = "."
	}
	in, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot write the backup %s: its directory does not exist", name)
	}
	if err != nil {
		return nil, cannotWrite(name, err)
	}
	if err := rejectDatabaseFile(name, base, in, database); err != nil {
		return nil, err
	}
	// Lstat finds a symbolic link whose target does not exist.
	if info, err := os.Lstat(name); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a directory: specify a file in it", name)
	} else if err == nil {
		return nil, fmt.Errorf("%s already exists and was not changed: specify another file", name)
	}
	// Only its owner can read it, as with the database.
	partial, err := os.CreateTemp(folder, base+".*.partial")
	if err != nil {
		return nil, cannotWrite(name, err)
	}
	return &backupFile{name, partial}, nil
}

// cannotWrite returns an error without the path of err, which may be that of the partial
// file.
func cannotWrite(name string, err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return fmt.Errorf("cannot write the backup %s: %w", name, err)
}

// rejectDatabaseFile returns an error if the backup has the name of the database, also
// through a link, or of a file that SQLite or this program creates for it. in is the
// directory of the backup, and base is its name there.
func rejectDatabaseFile(name, base string, in fs.FileInfo, database string) error {
	of, err := os.Stat(database)
	if err != nil {
		return err
	}
	if there, err := os.Stat(name); err == nil && os.SameFile(there, of) {
		return fmt.Errorf("%s is the database itself: specify another file for the backup", name)
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
			return fmt.Errorf("%s is one of the files of the database: specify another file for the backup", name)
		}
	}
	return nil
}

// keep gives the file its name, and returns its size. The file and its directory are synced
// to the disk.
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

// rename does not replace a file that was created in the meantime. A hard link never does,
// but some file systems do not support hard links.
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

// discard removes the file unless keep has renamed it.
func (f *backupFile) discard() error {
	err := os.Remove(f.partial.Name())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // it was renamed
	}
	return errors.Join(f.partial.Close(), err)
}
