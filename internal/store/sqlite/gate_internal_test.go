package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"testing"
	"time"
)

// inside is a read that is inside a gate, and the context that its end ends.
func inside(t *testing.T, g *gate) (context.Context, *read) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	r := &read{cancel: cancel}
	if err := g.enter(ctx, r); err != nil {
		t.Fatal(err)
	}
	return ctx, r
}

// TestClosedGate: whoever leaves before a closed gate opens is not inside.
func TestClosedGate(t *testing.T) {
	g, cause := newGate(), errors.New("left")
	open := g.close()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if err := g.enter(ctx, &read{}); !errors.Is(err, cause) || len(g.inside) != 0 {
		t.Errorf("a closed gate is passed with %v, and has %d inside", err, len(g.inside))
	}
	open()
	if inside(t, g); len(g.inside) != 1 {
		t.Errorf("an open gate has %d inside", len(g.inside))
	}
}

// TestGateIsEmptyOnceTheLastHasLeft, and not before.
func TestGateIsEmptyOnceTheLastHasLeft(t *testing.T) {
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
		t.Error("who waits for an empty gate is told so while one is inside")
	}
	g.leave(other)
	if !<-empty {
		t.Error("the gate is not empty when all have left")
	}
}

// TestGateEndsTheOldAlone: only reads that have lasted for the age are ended.
func TestGateEndsTheOldAlone(t *testing.T) {
	g, cause := newGate(), errors.New("ended")
	ctx, _ := inside(t, g)
	if n := g.end(time.Hour, cause); n != 0 || ctx.Err() != nil {
		t.Errorf("%d reads of less than an hour are ended", n)
	}
	if n := g.end(0, cause); n != 1 || !errors.Is(context.Cause(ctx), cause) {
		t.Errorf("%d reads are ended with %v", n, context.Cause(ctx))
	}
}

// TestReadThatDoesNotBegin: a read that has its turn and no connection gives its turn back.
func TestReadThatDoesNotBegin(t *testing.T) {
	db, err := openReadPool(open(t).path, 1, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := closePool(db); err != nil {
		t.Fatal(err)
	}
	a := newAdmission(db)
	if _, _, err := a.begin(t.Context(), "caller", func(error) {}); err == nil {
		t.Fatal("a read begins on a closed connection")
	}
	if held, in := a.budget.Held(), len(a.gate.inside); held != 0 || in != 0 {
		t.Errorf("%d connections are held, and %d are inside the gate", held, in)
	}
}
