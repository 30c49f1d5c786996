package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// machine describes the machine and the run.
type machine struct {
	processor, kernel, filesystem, load string
	// sync is the p50 and the p99 of a write and sync of 4 KiB, the least that a commit
	// writes.
	sync    [2]time.Duration
	command string
}

func describeMachine(dir string, args []string) (m machine, err error) {
	m.command = strings.TrimSpace("go run ./bench " + strings.Join(args, " "))
	m.processor = lineAfter("/proc/cpuinfo", "model name\t: ")
	m.load = lineAfter("/proc/loadavg", "")
	m.kernel = lineAfter("/proc/sys/kernel/osrelease", "")
	m.filesystem = filesystemOf(dir)
	m.sync, err = timeSync(dir)
	return m, err
}

// lineAfter returns the rest of the first line of a file that begins with a
// prefix.
func lineAfter(path, prefix string) string {
	text, _ := os.ReadFile(path) // if it fails, the value is unknown
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), prefix); ok {
			return rest
		}
	}
	return "unknown"
}

// filesystemOf returns the type of the file system of a folder: that of the mount point with
// the longest path that contains the folder.
func filesystemOf(dir string) string {
	mounts, _ := os.ReadFile("/proc/self/mounts")
	path, kind := "", "unknown"
	for line := range strings.Lines(string(mounts)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || len(fields[1]) < len(path) {
			continue
		}
		if below, err := filepath.Rel(fields[1], dir); err == nil && !strings.HasPrefix(below, "..") {
			path, kind = fields[1], fields[2]
		}
	}
	return kind
}

// timeSync measures appending to a file and syncing it, as a commit does with the log.
func timeSync(dir string) (quantiles [2]time.Duration, err error) {
	f, err := os.CreateTemp(dir, "sync")
	if err != nil {
		return quantiles, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var times []time.Duration
	for range 200 {
		if _, err := f.Write(make([]byte, 4<<10)); err != nil {
			return quantiles, err
		}
		begin := time.Now()
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			return quantiles, err
		}
		times = append(times, time.Since(begin))
	}
	slices.Sort(times)
	return [2]time.Duration{times[len(times)/2], times[len(times)*99/100]}, nil
}

func (m machine) String() string {
	return fmt.Sprintf("%d cores of %s, shared by the server and the load generator; Linux %s, %s; %s; "+
		"a sync of 4 KiB takes %d µs (p99: %d µs); load before the run %s.",
		runtime.NumCPU(), m.processor, m.kernel, m.filesystem, runtime.Version(),
		m.sync[0].Microseconds(), m.sync[1].Microseconds(), m.load)
}
