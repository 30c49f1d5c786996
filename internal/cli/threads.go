package cli

import (
	"os"
	"runtime"
)

// spareProcessors is how many more threads run Go code at once than there are
// processors. A long computation in Go or SQLite keeps its thread, and Go's scheduler
// preempts it only every 10 ms. The operating system runs a thread that has slept at
// once. So a small request that arrives during expensive ones finds a thread.
const spareProcessors = 4

// spareThreads adds the spare ones, unless GOMAXPROCS is set, and returns how many
// processors there are.
func spareThreads() int {
	processors := runtime.GOMAXPROCS(0)
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(processors + spareProcessors)
	}
	return processors
}
