package dbfile

import (
	"errors"

	"golang.org/x/sys/unix"
)

// roomAfterFailure is how many bytes the log must have room for before a server whose
// commit failed is ready again. A large bulk writes as much.
const roomAfterFailure = 16 << 20

// Room allocates space for the log behind its end, and returns an error if there is none.
// That respects every limit: the disk's, a quota, and the limit of file sizes. On file
// systems that cannot do so the result is nil.
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
