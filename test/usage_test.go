package test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// usage is what a process has used of the machine.
type usage struct {
	cpu time.Duration
	// peak is the most memory that it ever held, in bytes.
	peak int64
}

// clockTick is the unit of CPU time in /proc; Linux has had 100 a second on
// every machine for decades.
const clockTick = 10 * time.Millisecond

func (s *server) usage(t *testing.T) usage {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	// The name, in parentheses, may hold spaces; utime and stime are the 12th and
	// 13th fields after it.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, peak, found := strings.Cut(string(status), "VmHWM:")
	if !found {
		t.Fatal("/proc does not tell the peak memory")
	}
	return usage{
		cpu:  time.Duration(number(t, fields[11])+number(t, fields[12])) * clockTick,
		peak: number(t, strings.Fields(peak)[0]) << 10,
	}
}

func number(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
