package gqlhttp

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/fairshare"
)

// turn is one operation's.
type turn struct {
	turns  *turns
	caller string
	dear   bool
	// held is where a dear operation has its place.
	held *fairshare.Budget
	// pauseEnd is when the last pause was to end, in nanoseconds since 1970.
	pauseEnd atomic.Int64
}

func (o *turn) end() {
	if o.dear {
		o.held.Release(o.caller, 1)
		return
	}
	o.turns.count(o.caller, -1)
}

// letPass pauses a dear operation at one of its fields while lesser operations of
// others are at work.
func (o *turn) letPass(ctx context.Context) {
	if !o.dear || o.turns.light.Load() == 0 {
		return
	}
	now := time.Now().UnixNano()
	end := o.pauseEnd.Load()
	if now >= end {
		if now < end+int64(runTime) || !o.pauseEnd.CompareAndSwap(end, now+int64(pauseTime)) {
			return
		}
		end = now + int64(pauseTime)
	}
	timer := time.NewTimer(time.Duration(end - now))
	defer timer.Stop()
	for {
		changed := o.turns.others(o.caller)
		if changed == nil {
			o.pauseEnd.Store(0)
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
