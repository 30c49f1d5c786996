package dbfile

import (
	"errors"

	"golang.org/x/sys/unix"
)

// roomAfterFailure is the number of bytes for which the log must have room before a server
// whose commit failed is ready again. A large bulk writes this much.
const roomAfterFailure = 16 << 20

// Room allocates space after the end of the log, and returns an error if there is none.
// This respects the size of the disk, quotas, and the limit of file sizes. On file systems
// that cannot allocate, it returns nil.
func (g *Guard) Room() error {
	info, err := g.log.Stat()
	if err != nil {
		return err
	}
	err = unix.Fallocate(int(g.log.Fd()), unix.FALLOC_FL_KEEP_SIZE, info.Size(), roomAfterFailure)
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) {
		return nil
	}
	return err
}
