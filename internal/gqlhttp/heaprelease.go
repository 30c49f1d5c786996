package gqlhttp

import (
	"runtime"
	"runtime/debug"
	"time"
)

// spentMemory gives memory back to the operating system when large answers have been
// sent. Without requests nothing is allocated, so the collector does not run for
// minutes, and the process keeps its largest size.
type spentMemory struct{ timer *time.Timer }

const (
	// muchMemory is what a request holds after which it is worth the while: giving
	// memory back is a whole collection.
	muchMemory = 8 << 20
	// quietTime is how long after the last such request that is.
	quietTime = 2 * time.Second
)

func newSpentMemory() spentMemory {
	timer := time.AfterFunc(quietTime, func() {
		runtime.GC() // what is in pools survives one collection
		debug.FreeOSMemory()
	})
	timer.Stop()
	return spentMemory{timer}
}

// after is told what a request held at most, or all requests together at its end.
func (s spentMemory) after(held int64) {
	if held >= muchMemory {
		s.timer.Reset(quietTime)
	}
}
