package memory

import (
	"runtime"
	"runtime/debug"
	"time"
)

// HeapReleaser returns free heap memory to the operating system a short time after a large
// request. An idle process allocates nothing, so the garbage collector may not run for
// minutes, and the process would keep its peak size.
type HeapReleaser struct{ timer *time.Timer }

const (
	// releaseThreshold is the number of bytes that a request must have used to cause a
	// release. A release runs the garbage collector, which is too expensive for less.
	releaseThreshold = 8 << 20
	// releaseDelay is the time from the last such request to the release.
	releaseDelay = 2 * time.Second
)

// NewHeapReleaser returns a releaser without a scheduled release.
func NewHeapReleaser() HeapReleaser {
	timer := time.AfterFunc(releaseDelay, func() {
		runtime.GC() // a sync.Pool keeps its values for one collection
		debug.FreeOSMemory()
	})
	timer.Stop()
	return HeapReleaser{timer}
}

// RequestEnded schedules a release if usedBytes is large enough. usedBytes is the peak use
// of the request that ended, or the use of all requests at its end if that is larger.
func (h HeapReleaser) RequestEnded(usedBytes int64) {
	if usedBytes >= releaseThreshold {
		h.timer.Reset(releaseDelay)
	}
}
