package main

import (
	"fmt"
	"os"

	"github.com/prometheus/procfs"
)

// memory is what a process holds in main memory, in bytes: now, and the most since
// it began or since resetPeakMemory.
type memory struct{ now, peak int64 }

func memoryOf(pid int) (m memory, err error) {
	process, err := procfs.NewProc(pid)
	if err != nil {
		return m, err
	}
	status, err := process.NewStatus()
	return memory{int64(status.VmRSS), int64(status.VmHWM)}, err
}

// resetPeakMemory makes the peak of a process's memory what it holds now. procfs only
// reads.
func resetPeakMemory(pid int) error {
	const peakOnly = "5"
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte(peakOnly), 0)
}
