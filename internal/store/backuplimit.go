package store

import (
	"fmt"
	"os"
	"path/filepath"
)

// leastGrowth is how far a backup of any database may make the log grow.
const leastGrowth = 1 << 30

// logLimit ends a backup before it does harm. While a transaction reads, the
// server writes to its log and cannot reuse what is in it; a backup to a slow
// disk could fill the disk that the server records on.
type logLimit struct {
	log  string
	size int64
}

// limitLog lets the log of a database grow by the size of the database.
func limitLog(path string) (*logLimit, error) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	l := &logLimit{log: path + "-wal"}
	l.size = l.now() + max(leastGrowth, info.Size())
	return l, nil
}

// now is the size of the log; one that is not there is empty.
func (l *logLimit) now() int64 {
	info, err := os.Stat(l.log)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (l *logLimit) check() error {
	if now := l.now(); now > l.size {
		return fmt.Errorf("it takes too long beside this server, whose write-ahead log has grown to %d MiB meanwhile: back up when less is written, or to a faster disk", now>>20)
	}
	return nil
}
