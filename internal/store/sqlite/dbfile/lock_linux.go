package dbfile

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// lockTimeout is longer than the time for which a command holds the lock to see
	// whether the database is in use.
	lockTimeout    = 200 * time.Millisecond
	lockRetryDelay = 10 * time.Millisecond
)

// lockExclusively locks a file for this process. flock locks the inode, whichever name was
// opened. On Linux it does not interfere with SQLite's fcntl locks on a local file system.
func lockExclusively(f *os.File) error {
	deadline := time.Now().Add(lockTimeout)
	for {
		err := tryFlock(f, unix.LOCK_EX)
		if !errors.Is(err, errLocked) || time.Now().After(deadline) {
			return err
		}
		time.Sleep(lockRetryDelay)
	}
}

// lockedElsewhere reports whether another process has locked the file.
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

// isMountPoint reports whether a file is a mount point by itself, separate from its
// directory. It returns false if the kernel does not report this.
func isMountPoint(path string) bool {
	file, ok := mountOf(path)
	folder, known := mountOf(filepath.Dir(path))
	return ok && known && file != folder
}

func mountOf(path string) (id uint64, ok bool) {
	var stat unix.Statx_t
	err := unix.Statx(unix.AT_FDCWD, path, unix.AT_STATX_DONT_SYNC, unix.STATX_MNT_ID, &stat)
	return stat.Mnt_id, err == nil && stat.Mask&unix.STATX_MNT_ID != 0
}
