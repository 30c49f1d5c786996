//go:build !linux

package dbfile

import "os"

// lockExclusively does nothing: elsewhere flock may meet SQLite's own locks on the
// file. The lock file alone keeps a second process out, and knows one name.
func lockExclusively(*os.File) error { return nil }

// lockedElsewhere cannot be told.
func lockedElsewhere(*os.File) (bool, error) { return false, nil }

// aloneInMount cannot be told.
func aloneInMount(string) bool { return false }
