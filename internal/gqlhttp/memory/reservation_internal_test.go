package gqlhttp

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
		limits := Limits{InFlightBytes: 80 << 20, CallerInFlightBytes: 20 << 20}
		budget, most := newMemoryBudget(limits)
		hog := newMemoryReservation(t.Context(), budget, "hog", most)
		if err := hog.reserve(most); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		late := newMemoryReservation(t.Context(), budget, "hog", most)
		err := late.reserve(1 << 20)
		var refusal *models.Error
		if !errors.As(err, &refusal) || refusal.Code != models.Unavailable || refusal.RetryAfter == 0 {
			t.Errorf("without memory reserve returns %v", err)
		}
		if waited := time.Since(start); waited != reserveWait {
			t.Errorf("it waited %s", waited)
		}
		other := newMemoryReservation(t.Context(), budget, "other", most)
		if err := other.reserve(1 << 20); err != nil {
			t.Errorf("another caller gets %v", err)
		}
		hog.close()
		if err := newMemoryReservation(t.Context(), budget, "hog", most).reserve(1 << 20); err != nil {
			t.Errorf("with free memory reserve returns %v", err)
		}
	})
}

// TestACallerHasItsShareWhileAnotherWaits: what is free is for the other then, which
// holds more and so would not come first.
func TestACallerHasItsShareWhileAnotherWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		budget, most := newMemoryBudget(Limits{InFlightBytes: 80 << 20, CallerInFlightBytes: 20 << 20})
		hold := func(caller string, n int64) error {
			return newMemoryReservation(t.Context(), budget, caller, most).reserve(n)
		}
		if err := errors.Join(hold("a", 25<<20), hold("b", 30<<20)); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		go func() {
			if err := hold("b", 20<<20); err == nil {
				t.Error("more is held than there is")
			}
		}()
		synctest.Wait()
		time.Sleep(time.Second)
		if err := hold("a", 5<<20); err != nil || time.Since(start) != 2*time.Second {
			t.Errorf("a has more than its share after %s (%v), want 2 s, when b gives up", time.Since(start), err)
		}
	})
}

func TestReservationGrowsAndShrinks(t *testing.T) {
	budget, most := newMemoryBudget(Limits{InFlightBytes: 80 << 20, CallerInFlightBytes: 20 << 20})
	r := newMemoryReservation(t.Context(), budget, "a", most)
	if err := r.reserve(1 << 20); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if err := r.grow(1 << 20); err != nil {
			t.Fatal(err)
		}
	}
	if held := budget.Held(); held < 20<<20 {
		t.Errorf("%d bytes are held for 20 MiB", held)
	}
	r.setUsed(3 << 20)
	if held := budget.Held(); held != 3<<20 {
		t.Errorf("%d bytes are held for 3 MiB", held)
	}
	if peak := r.close(); peak != 20<<20 || budget.Held() != 0 {
		t.Errorf("the peak is %d, and %d bytes are held at the end", peak, budget.Held())
	}
}

// TestReservationBeyondTheBudget: a request that may need more than all of the budget has the
// budget to itself, and is not refused for ever.
func TestReservationBeyondTheBudget(t *testing.T) {
	budget, most := newMemoryBudget(Limits{InFlightBytes: 1 << 20, CallerInFlightBytes: 1 << 20})
	r := newMemoryReservation(t.Context(), budget, "a", most)
	if err := r.reserve(64 << 20); err != nil {
		t.Fatal(err)
	}
	if err := r.grow(32 << 20); err != nil {
		t.Error(err)
	}
	r.release(30 << 20)
	r.close()
	if held := budget.Held(); held != 0 {
		t.Errorf("%d bytes are held at the end", held)
	}
}

func TestReservationOfAClientThatLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		budget, most := newMemoryBudget(Limits{InFlightBytes: 1 << 20, CallerInFlightBytes: 1 << 20})
		hog := newMemoryReservation(t.Context(), budget, "a", most)
		if err := hog.reserve(most); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(time.Millisecond, cancel)
		if err := newMemoryReservation(ctx, budget, "a", most).reserve(1); err == nil || time.Since(start) != time.Millisecond {
			t.Errorf("reserve returns %v after %s", err, time.Since(start))
		}
	})
}

func TestResponseBodyIsBounded(t *testing.T) {
	b := &responseBody{limit: 3*blockSize + 5, memory: newMemoryReservation(t.Context(), nil, "", 0)}
	text := make([]byte, blockSize)
	for range 3 {
		if _, err := b.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.WriteString("12345"); err != nil || b.size != b.limit {
		t.Fatalf("an answer of %d bytes: %v", b.size, err)
	}
	var err error
	func() {
		defer func() {
			if p, ok := recover().(writeError); ok {
				err = p.err
			}
		}()
		_, _ = b.WriteString("6")
	}()
	if !errors.Is(err, errResponseTooLong) || b.allocated() != 4*blockSize {
		t.Errorf("one byte more is %v, and takes %d bytes", err, b.allocated())
	}
}
