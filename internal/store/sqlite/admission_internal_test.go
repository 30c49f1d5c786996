package sqlite

import (
	"context"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// TestConnectionsAreReservedForOtherCallers checks that a caller who uses as many
// connections as one caller may use waits for one of them, and that other callers do not
// wait. A caller who waits in vain gets an error with the time of the next attempt.
func TestConnectionsAreReservedForOtherCallers(t *testing.T) {
	d := open(t)
	reads := func(ctx context.Context, caller string) (func(), error) {
		ctx, cancel := context.WithCancelCause(ctx)
		_, end, err := d.BeginRead(ctx, caller, cancel)
		return end, err
	}
	var ends []func()
	for range callerConnections() {
		end, err := reads(t.Context(), "loud")
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, end)
	}
	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := reads(soon, "loud")
	if rejection := fixture.WantCode(t, err, models.Unavailable); rejection.RetryAfter == 0 {
		t.Error("the error has no RetryAfter")
	}
	for range spareConnections() + 1 {
		end, err := reads(t.Context(), "modest")
		if err != nil {
			t.Fatalf("another caller: %v", err)
		}
		end()
	}
	ends[0]()
	end, err := reads(t.Context(), "loud")
	if err != nil {
		t.Fatalf("after a connection is free: %v", err)
	}
	for _, end := range append(ends[1:], end) {
		end()
	}
	if held := d.admission.budget.Held(); held != 0 {
		t.Errorf("%d connections are still in use at the end", held)
	}
}
