package scheduler

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/fairshare"
)

// Slot lets one operation run.
type Slot struct {
	scheduler *Scheduler
	caller    string
	expensive bool
	// budget is what an expensive operation acquired the slot from.
	budget *fairshare.Budget
	// yieldEnd is when the last yield was to end, in nanoseconds since 1970.
	yieldEnd atomic.Int64
}

// Release ends the operation's use of the slot.
func (s *Slot) Release() {
	if s.expensive {
		s.budget.Release(s.caller, 1)
		return
	}
	s.scheduler.countCheap(s.caller, -1)
}

// Yield pauses an expensive operation while cheap operations of other callers run. It is
// called for each field.
func (s *Slot) Yield(ctx context.Context) {
	if !s.expensive || s.scheduler.cheap.Load() == 0 {
		return
	}
	now := time.Now().UnixNano()
	end := s.yieldEnd.Load()
	if now >= end {
		if now < end+int64(runTime) || !s.yieldEnd.CompareAndSwap(end, now+int64(yieldTime)) {
			return
		}
		end = now + int64(yieldTime)
	}
	timer := time.NewTimer(time.Duration(end - now))
	defer timer.Stop()
	for {
		changed := s.scheduler.cheapOfOthers(s.caller)
		if changed == nil {
			s.yieldEnd.Store(0)
			return
		}
		select {
		case <-changed:
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
}
