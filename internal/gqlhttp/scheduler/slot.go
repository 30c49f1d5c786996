package scheduler

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/fairshare"
)

// Slot is the permission to run one operation.
type Slot struct {
	scheduler *Scheduler
	caller    string
	expensive bool
	// budget is the budget from which an expensive operation acquired the slot.
	budget *fairshare.Budget
	// yieldEnd is the end of the last pause, in nanoseconds of Unix time.
	yieldEnd atomic.Int64
}

// Release gives the slot back.
func (s *Slot) Release() {
	if s.expensive {
		s.budget.Release(s.caller, 1)
		return
	}
	s.scheduler.countCheap(s.caller, -1)
}

// Yield pauses an expensive operation while a cheap operation of another caller runs, for
// at most yieldTime. It is called for each field, by several goroutines.
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
