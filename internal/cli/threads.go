package cli

import (
	"os"
	"runtime"
)

// spareProcessors is the number of threads that can run Go code in addition to one per
// processor. A long computation in Go or SQLite occupies a thread, and the Go scheduler
// preempts it only every 10 ms. The operating system runs a thread that was idle at once,
// so a small request need not wait for expensive ones.
const spareProcessors = 4

// spareThreads adds the spare threads unless GOMAXPROCS is set. It returns the number of
// processors.
func spareThreads() int {
	processors := runtime.GOMAXPROCS(0)
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(processors + spareProcessors)
	}
	return processors
}
