//go:build !linux

package dbfile

import "os"

// lockExclusively does nothing, because on other systems flock may conflict with SQLite's
// own locks on the file. Only the lock file excludes a second process, and only for one
// name.
func lockExclusively(*os.File) error { return nil }

// lockedElsewhere returns false, because it is not known here.
func lockedElsewhere(*os.File) (bool, error) { return false, nil }

// isMountPoint returns false, because it is not known here.
func isMountPoint(string) bool { return false }
