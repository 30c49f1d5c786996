package memory

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/itemactivity/itemactivity/models"
)

func TestReserveWaitsAndThenFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		budget := NewBudget(80<<20, 20<<20)
		hog := budget.Reservation(t.Context(), "hog")
		if err := hog.Reserve(budget.maxReservation); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		late := budget.Reservation(t.Context(), "hog")
		err := late.Reserve(1 << 20)
		var unavailable *models.Error
		if !errors.As(err, &unavailable) || unavailable.Code != models.Unavailable || unavailable.RetryAfter == 0 {
			t.Errorf("without free memory, Reserve returns %v", err)
		}
		if waited := time.Since(start); waited != reserveWait {
			t.Errorf("Reserve waited %s", waited)
		}
		other := budget.Reservation(t.Context(), "other")
		if err := other.Reserve(1 << 20); err != nil {
			t.Errorf("for another caller, Reserve returns %v", err)
		}
		hog.Close()
		if err := budget.Reservation(t.Context(), "hog").Reserve(1 << 20); err != nil {
			t.Errorf("with free memory, Reserve returns %v", err)
		}
	})
}

// TestShareHoldsWhileAnotherCallerWaits checks that a caller cannot exceed its share while
// another caller waits, even if the other caller holds more.
func TestShareHoldsWhileAnotherCallerWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		budget := NewBudget(80<<20, 20<<20)
		hold := func(caller string, n int64) error {
			return budget.Reservation(t.Context(), caller).Reserve(n)
		}
		if err := errors.Join(hold("a", 25<<20), hold("b", 30<<20)); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		go func() {
			if err := hold("b", 20<<20); err == nil {
				t.Error("more memory is held than the budget has")
			}
		}()
		synctest.Wait()
		time.Sleep(time.Second)
		if err := hold("a", 5<<20); err != nil || time.Since(start) != 2*time.Second {
			t.Errorf("a exceeds its share after %s (%v), want 2 s, when the wait of b fails", time.Since(start), err)
		}
	})
}

func TestReservationGrowsAndShrinks(t *testing.T) {
	budget := NewBudget(80<<20, 20<<20)
	r := budget.Reservation(t.Context(), "a")
	if err := r.Reserve(1 << 20); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if err := r.Grow(1 << 20); err != nil {
			t.Fatal(err)
		}
	}
	if held := budget.Held(); held < 20<<20 {
		t.Errorf("%d bytes are held for 20 MiB", held)
	}
	r.SetUsed(3 << 20)
	if held := budget.Held(); held != 3<<20 {
		t.Errorf("%d bytes are held for 3 MiB", held)
	}
	if peak := r.Close(); peak != 20<<20 || budget.Held() != 0 {
		t.Errorf("the peak is %d, and %d bytes are held at the end", peak, budget.Held())
	}
}

// TestReservationLargerThanBudget checks that a request that may need more than the whole
// budget gets the whole budget. It is not rejected.
func TestReservationLargerThanBudget(t *testing.T) {
	budget := NewBudget(1<<20, 1<<20)
	r := budget.Reservation(t.Context(), "a")
	if err := r.Reserve(64 << 20); err != nil {
		t.Fatal(err)
	}
	if err := r.Grow(32 << 20); err != nil {
		t.Error(err)
	}
	r.Release(30 << 20)
	r.Close()
	if held := budget.Held(); held != 0 {
		t.Errorf("%d bytes are held at the end", held)
	}
}

func TestReserveFailsWhenContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		budget := NewBudget(1<<20, 1<<20)
		hog := budget.Reservation(t.Context(), "a")
		if err := hog.Reserve(budget.maxReservation); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(time.Millisecond, cancel)
		if err := budget.Reservation(ctx, "a").Reserve(1); err == nil || time.Since(start) != time.Millisecond {
			t.Errorf("Reserve returns %v after %s", err, time.Since(start))
		}
	})
}
