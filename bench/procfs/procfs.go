// Package procfs reads what Linux knows of a process.
package procfs

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// tick is the unit of the times in /proc/PID/stat: USER_HZ, which is 100 for
// every program on Linux.
const tick = time.Second / 100

// The places of utime and stime among the fields that follow the program's name.
const (
	utime = 11
	stime = 12
)

// CPU returns the time that a process has spent on processors so far, in user
// and in kernel mode.
func CPU(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(file(pid, "stat"))
	if err != nil {
		return 0, err
	}
	// The name stands in parentheses, and may itself hold spaces and parentheses.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) <= stime {
		return 0, fmt.Errorf("%s has only %d fields", file(pid, "stat"), len(fields))
	}
	var ticks int64
	for _, place := range []int{utime, stime} {
		n, err := strconv.ParseInt(string(fields[place]), 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * tick, nil
}

// Memory is what a process holds in main memory, in bytes.
type Memory struct{ Now, Peak int64 }

// MemoryOf returns the resident memory of a process, and the most that it was
// since it began or since ResetPeak.
func MemoryOf(pid int) (m Memory, err error) {
	status, err := os.ReadFile(file(pid, "status"))
	if err != nil {
		return m, err
	}
	for _, part := range []struct {
		name string
		into *int64
	}{{"VmRSS:", &m.Now}, {"VmHWM:", &m.Peak}} {
		_, rest, _ := bytes.Cut(status, []byte(part.name))
		var kilobytes int64
		if _, err := fmt.Fscan(bytes.NewReader(rest), &kilobytes); err != nil {
			return m, fmt.Errorf("%s: %s: %w", file(pid, "status"), part.name, err)
		}
		*part.into = kilobytes << 10
	}
	return m, nil
}

// ResetPeak makes the peak of a process's memory what it holds now.
func ResetPeak(pid int) error {
	const peakOnly = "5"
	return os.WriteFile(file(pid, "clear_refs"), []byte(peakOnly), 0)
}

func file(pid int, name string) string { return fmt.Sprintf("/proc/%d/%s", pid, name) }
