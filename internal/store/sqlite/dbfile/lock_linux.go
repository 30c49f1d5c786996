package dbfile

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// lockPatience outlasts the moment for which a command looks whether the database
	// is in use.
	lockPatience = 200 * time.Millisecond
	lockAgain    = 10 * time.Millisecond
)

// lockExclusively locks a file for this process alone. flock locks the inode, by
// whatever name it was opened, and on Linux it does not interfere with SQLite's fcntl
// locks on a local file system.
func lockExclusively(f *os.File) error {
	deadline := time.Now().Add(lockPatience)
	for {
		err := tryFlock(f, unix.LOCK_EX)
		if !errors.Is(err, errLocked) || time.Now().After(deadline) {
			return err
		}
		time.Sleep(lockAgain)
	}
}

// lockedElsewhere tells whether another process has locked the file.
func lockedElsewhere(f *os.File) (bool, error) {
	err := tryFlock(f, unix.LOCK_SH)
	if errors.Is(err, errLocked) {
		return true, nil
	}
	return false, errors.Join(err, unix.Flock(int(f.Fd()), unix.LOCK_UN))
}

func tryFlock(f *os.File, how int) error {
	for {
		switch err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB); {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return errLocked
		default:
			return err
		}
	}
}

// aloneInMount tells whether a file is a mount point by itself, apart from its
// directory. A kernel that does not say is taken for no.
func aloneInMount(path string) bool {
	file, ok := mountOf(path)
	folder, known := mountOf(filepath.Dir(path))
	return ok && known && file != folder
}

func mountOf(path string) (id uint64, ok bool) {
	var stat unix.Statx_t
	err := unix.Statx(unix.AT_FDCWD, path, unix.AT_STATX_DONT_SYNC, unix.STATX_MNT_ID, &stat)
	return stat.Mnt_id, err == nil && stat.Mask&unix.STATX_MNT_ID != 0
}
