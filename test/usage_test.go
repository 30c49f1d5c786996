package test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// usage is the processor time and the memory that a process has used.
type usage struct {
	cpu time.Duration
	// peak is the maximum resident memory in bytes.
	peak int64
}

// clockTick is the unit of processor time in /proc. Linux has 100 ticks a second on all
// common architectures.
const clockTick = 10 * time.Millisecond

// usage returns what the server process has used since its start.
func (s *server) usage(t *testing.T) usage {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	// The name of the process is in parentheses and may contain spaces. utime and stime are
	// the 12th and 13th fields after it.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, peak, found := strings.Cut(string(status), "VmHWM:")
	if !found {
		t.Fatal("/proc/PID/status has no VmHWM")
	}
	return usage{
		cpu:  time.Duration(number(t, fields[11])+number(t, fields[12])) * clockTick,
		peak: number(t, strings.Fields(peak)[0]) << 10,
	}
}

// number parses an integer.
func number(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
