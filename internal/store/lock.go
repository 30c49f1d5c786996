package store

import (
	"fmt"

	"github.com/gofrs/flock"
)

// lock keeps a second process from serving or migrating the database. It is a
// file of its own, because locks on the database itself are SQLite's.
func lock(path string) (*flock.Flock, error) {
	l := flock.New(path + ".lock")
	locked, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("cannot lock the database %s: %w", path, err)
	}
	if !locked {
		return nil, fmt.Errorf("the database %s is in use by another itemactivity process: stop it first, or name another database", path)
	}
	return l, nil
}
