package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"testing"
	"time"
)

// inside returns a read inside a gate, and the context that is canceled when the read is
// ended.
func inside(t *testing.T, g *gate) (context.Context, *read) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	r := &read{cancel: cancel}
	if err := g.enter(ctx, r); err != nil {
		t.Fatal(err)
	}
	return ctx, r
}

// TestClosedGate checks that a read that ends before a closed gate opens is not inside.
func TestClosedGate(t *testing.T) {
	g, cause := newGate(), errors.New("left")
	open := g.close()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if err := g.enter(ctx, &read{}); !errors.Is(err, cause) || len(g.inside) != 0 {
		t.Errorf("enter returns %v at a closed gate, and %d reads are inside", err, len(g.inside))
	}
	open()
	if inside(t, g); len(g.inside) != 1 {
		t.Errorf("%d reads are inside an open gate", len(g.inside))
	}
}

// TestGateIsEmptyAfterTheLastRead checks that the gate is reported empty after the last
// read has left, and not before.
func TestGateIsEmptyAfterTheLastRead(t *testing.T) {
	g := newGate()
	_, one := inside(t, g)
	_, other := inside(t, g)
	empty := make(chan bool)
	go func() { empty <- g.empty(time.Minute) }()
	awaited := func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		return g.emptied != nil
	}
	for !awaited() {
		runtime.Gosched()
	}
	g.leave(one)
	if !awaited() {
		t.Error("the gate was reported empty while a read was inside")
	}
	g.leave(other)
	if !<-empty {
		t.Error("the gate is not empty after all reads have left")
	}
}

// TestGateEndsOnlyOldReads checks that only reads that have reached the age are ended.
func TestGateEndsOnlyOldReads(t *testing.T) {
	g, cause := newGate(), errors.New("ended")
	ctx, _ := inside(t, g)
	if n := g.end(time.Hour, cause); n != 0 || ctx.Err() != nil {
		t.Errorf("%d reads of less than an hour were ended", n)
	}
	if n := g.end(0, cause); n != 1 || !errors.Is(context.Cause(ctx), cause) {
		t.Errorf("%d reads were ended with %v", n, context.Cause(ctx))
	}
}

// TestReadThatCannotBegin checks that a read that passes the gate and gets no connection
// releases its place.
func TestReadThatCannotBegin(t *testing.T) {
	db, err := openReadPool(open(t).path, 1, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := closePool(db); err != nil {
		t.Fatal(err)
	}
	a := newAdmission(db)
	if _, _, err := a.begin(t.Context(), "caller", func(error) {}); err == nil {
		t.Fatal("a read began on a closed connection")
	}
	if held, in := a.budget.Held(), len(a.gate.inside); held != 0 || in != 0 {
		t.Errorf("%d connections are in use, and %d reads are inside the gate", held, in)
	}
}
