package dbfile

import (
	"fmt"
	"os"
	"path/filepath"
)

// LeastGrowth is by how many bytes the log may grow at least during a backup.
const LeastGrowth = 1 << 30

// LogGrowth limits the log of a server while this process reads. The log cannot restart
// meanwhile, so a backup to a slow disk could fill the server's disk.
type LogGrowth struct {
	log string
	// Max is the size in bytes that the log may have.
	Max int64
}

// LimitGrowth lets the log of the database at a path grow by the size of the database, or
// LeastGrowth if that is more.
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

// Now returns the size of the log in bytes; 0 if there is none.
func (l *LogGrowth) Now() int64 {
	info, err := os.Stat(l.log)
	if err != nil {
		return 0
	}
	return info.Size()
}

// Check returns an error if the log is longer than Max.
func (l *LogGrowth) Check() error {
	if now := l.Now(); now > l.Max {
		return fmt.Errorf("it takes too long beside this server, whose write-ahead log has grown to %d MiB meanwhile: back up when less is written, or to a faster disk", now>>20)
	}
	return nil
}
