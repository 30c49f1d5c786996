package cli

import (
	"os"
	"runtime"
)

// spareProcessors is how many more threads run Go code at once than there are
// processors. What takes long in Go or SQLite keeps a thread to itself, and Go looks at
// the others only every 10 ms; the operating system lets a thread that has slept come
// first at once. So a small request that arrives beside dear ones finds a thread.
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
