package dbfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Examine checks the file of a database that another process may have open, before SQLite
// opens it for reading. It returns the path without symbolic links, and whether a server
// has the database open. It returns an error if the log of that server is not beside the
// path, or if the file has several names and hardLinks is false. name is the path as the
// operator specified it.
func Examine(name string, hardLinks bool) (path string, served bool, err error) {
	err = requireRegular(name, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, fmt.Errorf("the database %s does not exist", name)
	}
	if err != nil {
		return "", false, err
	}
	if path, err = filepath.EvalSymlinks(name); err != nil {
		return "", false, cannotOpen(name, err)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", false, cannotOpen(name, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if served, err = lockedElsewhere(file); err != nil {
		return "", false, fmt.Errorf("cannot determine whether the database %s is in use: %w", name, err)
	}
	info, err := file.Stat()
	if err != nil {
		return "", false, cannotOpen(name, err)
	}
	if _, err := os.Stat(path + "-wal"); served && errors.Is(err, fs.ErrNotExist) {
		return "", false, fmt.Errorf("the database %s is in use by a server that opened it by another name or is just starting: there is no write-ahead log beside this name, so use the path that the server uses", name)
	}
	if linksOf(info) > 1 && !hardLinks {
		return "", false, hardLinked(name, path, info)
	}
	return path, served, requireSQLite(name, file, info.Size())
}
