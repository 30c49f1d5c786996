package dbfile

import (
	"fmt"
	"os"
	"path/filepath"
)

// LeastGrowth is how far a backup of any database may make the log grow.
const LeastGrowth = 1 << 30

// LogGrowth ends a backup before it does harm. While a transaction reads, the
// server writes to its log and cannot reuse what is in it; a backup to a slow
// disk could fill the disk that the server records on.
type LogGrowth struct {
	log string
	// Max is how long the log may become.
	Max int64
}

// LimitGrowth lets the log of a database grow by the size of the database.
func LimitGrowth(path string) (*LogGrowth, error) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	l := &LogGrowth{log: path + "-wal"}
	l.Max = l.Now() + max(LeastGrowth, info.Size())
	return l, nil
}

// Now is the size of the log; one that is not there is empty.
func (l *LogGrowth) Now() int64 {
	info, err := os.Stat(l.log)
	if err != nil {
		return 0
	}
	return info.Size()
}

// Check returns an error once the log is longer than it may become.
func (l *LogGrowth) Check() error {
	if now := l.Now(); now > l.Max {
		return fmt.Errorf("it takes too long beside this server, whose write-ahead log has grown to %d MiB meanwhile: back up when less is written, or to a faster disk", now>>20)
	}
	return nil
}
