package dbfile

import (
	"errors"

	"golang.org/x/sys/unix"
)

// roomAfterFailure is how many bytes the log must have room for before a server whose
// commit failed is ready again. A large bulk writes as much.
const roomAfterFailure = 16 << 20

// Room sets room aside for the log behind its end, and so finds out whether there is
// any, by every limit that the log has: the disk's, a quota's, and that of the size of
// files. Not every file system can do that; none of the others says no.
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
