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
	pause := s.pause(time.Now().UnixNano())
	if pause <= 0 {
		return
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		changed := s.scheduler.cheapOfOthers(s.caller)
		if changed == nil {
			s.yieldEnd.Store(0) // the pause was not a full one
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

// pause returns how long the calling goroutine may pause. If another goroutine of the
// operation has started a pause, the result is the rest of that pause. If less than runTime
// has passed since the end of a full pause, the result is 0. Otherwise a new pause starts.
func (s *Slot) pause(now int64) time.Duration {
	end := s.yieldEnd.Load()
	if now < end {
		return time.Duration(end - now)
	}
	if now < end+int64(runTime) || !s.yieldEnd.CompareAndSwap(end, now+int64(yieldTime)) {
		return 0
	}
	return yieldTime
}
