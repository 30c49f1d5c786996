package sqlite

import (
	"context"
	"sync"
	"time"
)

// gateTime is the longest time for which a closed gate delays the start of a read.
const gateTime = 50 * time.Millisecond

// gate delays new reads for a short time. SQLite restarts its log only when nobody reads
// from it. If reads overlap, there is no such moment unless the gate is closed.
type gate struct {
	mu sync.Mutex
	// opened is closed when a closed gate opens. It is nil while the gate is open.
	opened chan struct{}
	// inside contains the reads that have begun, and the time at which each began.
	inside map[*read]time.Time
	// emptied is closed when the last read ends. It is nil if nobody waits for this.
	emptied chan struct{}
}

// read is a read transaction that has begun. cancel ends it with a cause.
type read struct{ cancel context.CancelCauseFunc }

func newGate() *gate { return &gate{inside: map[*read]time.Time{}} }

// enter waits while the gate is closed, at most for gateTime. It returns the context's
// error if the context ends first.
func (g *gate) enter(ctx context.Context, r *read) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if opened := g.opened; opened != nil {
		g.mu.Unlock()
		err := waitFor(ctx, opened, gateTime)
		g.mu.Lock()
		if err != nil {
			return err
		}
	}
	g.inside[r] = time.Now()
	return nil
}

// waitFor waits until the channel is closed or the time has passed. It returns an error
// only if the context ends.
func waitFor(ctx context.Context, closed <-chan struct{}, limit time.Duration) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-closed:
	case <-timer.C:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

func (g *gate) leave(r *read) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.inside, r)
	if len(g.inside) == 0 && g.emptied != nil {
		close(g.emptied)
		g.emptied = nil
	}
}

// close delays new reads until open is called.
func (g *gate) close() (open func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	opened := make(chan struct{})
	g.opened = opened
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.opened = nil
		close(opened)
	}
}

// empty waits until no read is inside, at most for limit, and reports whether none is.
func (g *gate) empty(limit time.Duration) bool {
	g.mu.Lock()
	if len(g.inside) == 0 {
		g.mu.Unlock()
		return true
	}
	if g.emptied == nil {
		g.emptied = make(chan struct{})
	}
	emptied := g.emptied
	g.mu.Unlock()
	_ = waitFor(context.Background(), emptied, limit)
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.inside) == 0
}

// end ends the reads that are at least as old as age, with a cause, and returns their
// number.
func (g *gate) end(age time.Duration, cause error) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	ended := 0
	for r, began := range g.inside {
		if time.Since(began) >= age {
			r.cancel(cause)
			ended++
		}
	}
	return ended
}
