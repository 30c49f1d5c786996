package dbfile

import (
	"fmt"
	"os"
	"path/filepath"
)

// MinGrowth is the smallest limit, in bytes, for the growth of the log during a backup.
const MinGrowth = 1 << 30

// LogGrowth limits the size of a server's log while this process reads. The log cannot
// restart during the read, so a backup to a slow disk could fill the server's disk.
type LogGrowth struct {
	log string
	// Max is the largest size of the log in bytes.
	Max int64
}

// LimitGrowth returns a limit for the log of the database at a path. The log may grow by
// the size of the database, or by MinGrowth if that is more.
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
	l.Max = l.Now() + max(MinGrowth, info.Size())
	return l, nil
}

// Now returns the size of the log in bytes. It is 0 if there is no log.
func (l *LogGrowth) Now() int64 {
	info, err := os.Stat(l.log)
	if err != nil {
		return 0
	}
	return info.Size()
}

// Check returns an error if the log is larger than Max.
func (l *LogGrowth) Check() error {
	if now := l.Now(); now > l.Max {
		return fmt.Errorf("it takes too long, and the server's write-ahead log has grown to %d MiB: back up when fewer mutations run, or to a faster disk", now>>20)
	}
	return nil
}
