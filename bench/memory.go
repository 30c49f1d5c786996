package main

import (
	"fmt"
	"os"

	"github.com/prometheus/procfs"
)

// memory is the resident memory of a process in bytes: now, and the maximum since its start
// or the last resetPeakMemory.
type memory struct{ now, peak int64 }

func memoryOf(pid int) (m memory, err error) {
	process, err := procfs.NewProc(pid)
	if err != nil {
		return m, err
	}
	status, err := process.NewStatus()
	return memory{int64(status.VmRSS), int64(status.VmHWM)}, err
}

// resetPeakMemory sets the maximum of the resident memory to the current value. The package
// procfs can only read.
func resetPeakMemory(pid int) error {
	const peakOnly = "5"
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte(peakOnly), 0)
}
