package memory

import (
	"runtime"
	"runtime/debug"
	"time"
)

// HeapReleaser returns free memory of the heap to the operating system some time after
// large requests. Without requests nothing is allocated, so the garbage collector does
// not run for minutes, and the process would keep its largest size.
type HeapReleaser struct{ timer *time.Timer }

const (
	// releaseThreshold is how many bytes a request must have used. A release is a whole
	// garbage collection, so it is not worth it for less.
	releaseThreshold = 8 << 20
	// releaseDelay is how long after the last such request the memory is released.
	releaseDelay = 2 * time.Second
)

// NewHeapReleaser returns a releaser that has nothing to release yet.
func NewHeapReleaser() HeapReleaser {
	timer := time.AfterFunc(releaseDelay, func() {
		runtime.GC() // values in a sync.Pool survive one collection
		debug.FreeOSMemory()
	})
	timer.Stop()
	return HeapReleaser{timer}
}

// RequestEnded schedules a release after a request that used so many bytes, or at whose
// end all requests together used them.
func (h HeapReleaser) RequestEnded(usedBytes int64) {
	if usedBytes >= releaseThreshold {
		h.timer.Reset(releaseDelay)
	}
}
