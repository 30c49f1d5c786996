package sqlite

import (
	"context"
	"sync"
	"time"
)

// gateTime bounds how long a closed gate keeps a read from beginning.
const gateTime = 50 * time.Millisecond

// gate stops reads from beginning for a moment. SQLite restarts its log only when nobody
// reads from it. Where reads overlap there is no such moment; a closed gate makes one.
type gate struct {
	mu sync.Mutex
	// opened is closed when a closed gate opens; nil while the gate is open.
	opened chan struct{}
	// inside are the reads that have begun, and when each did.
	inside map[*read]time.Time
	// emptied is closed when the last read ends; nil if nobody waits for that.
	emptied chan struct{}
}

// read is a read transaction that has begun; cancel ends it with a cause.
type read struct{ cancel context.CancelCauseFunc }

func newGate() *gate { return &gate{inside: map[*read]time.Time{}} }

// enter waits while the gate is closed, but no longer than gateTime. It returns the
// context's error if that ends first.
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

// waitFor waits until the channel is closed or the time is over. Its error is the
// context's.
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

// close keeps new reads from beginning until open is called.
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

// empty waits until no read is inside, but no longer than the limit, and tells
// whether that is so.
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

// end ends the reads that are older than the age, with a cause, and returns how many they
// are.
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
