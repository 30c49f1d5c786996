package fairshare_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/itemactivity/itemactivity/internal/fairshare"
)

// waiting calls Acquire in a goroutine. It returns a function that reports whether the
// request was granted. waiting must be called in a synctest bubble.
func waiting(t *testing.T, b *fairshare.Budget, caller string, n int64) (granted func() bool) {
	t.Helper()
	return waitingUnder(t.Context(), t, b, caller, n)
}

// waitingUnder is like waiting, with a context for the wait.
func waitingUnder(ctx context.Context, t *testing.T, b *fairshare.Budget, caller string, n int64) (granted func() bool) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		if b.Acquire(ctx, caller, n) == nil {
			close(done)
		}
	}()
	synctest.Wait()
	return func() bool {
		synctest.Wait()
		select {
		case <-done:
			return true
		default:
			return false
		}
	}
}

func mustHave(t *testing.T, b *fairshare.Budget, caller string, n int64) {
	t.Helper()
	if !b.TryAcquire(caller, n) {
		t.Fatalf("%s was not granted %d units", caller, n)
	}
}

func TestRequestLargerThanCapacityGetsAllExceptReserve(t *testing.T) {
	b := fairshare.New(fairshare.Limits{Capacity: 4, Share: 1, Reserve: 1})
	mustHave(t, b, "a", 100)
	if held := b.Held(); held != 3 {
		t.Errorf("%d units are held, want 3 without the reserve", held)
	}
	b.Release("a", 100)
	if held := b.Held(); held != 0 {
		t.Errorf("%d units are held after the release, want 0", held)
	}
}

func TestFailedTryAcquireHoldsNothing(t *testing.T) {
	b := fairshare.New(fairshare.Limits{Capacity: 2, Share: 1})
	mustHave(t, b, "a", 2)
	if b.TryAcquire("b", 1) {
		t.Fatal("more units were granted than the capacity")
	}
	b.Release("a", 2)
	if held := b.Held(); held != 0 {
		t.Errorf("%d units are held, want none", held)
	}
	mustHave(t, b, "a", 2)
}

// TestShareLimitsCallerThatHoldsLess has the other caller hold more, so that only the share
// can reject the request.
func TestShareLimitsCallerThatHoldsLess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 10, Share: 3})
		mustHave(t, b, "a", 2)
		mustHave(t, b, "b", 5)
		granted := waiting(t, b, "b", 4)
		if b.TryAcquire("a", 2) {
			t.Error("a was granted 4 units in total while b waits, and its share is 3")
		}
		if !b.TryAcquire("a", 1) {
			t.Error("a was not granted its share")
		}
		if b.TryAcquire("a", 1) {
			t.Error("a was granted more than its share while b waits")
		}
		b.Release("a", 3)
		if !granted() {
			t.Error("b still waits although no other caller waits")
		}
		mustHave(t, b, "a", 1)
		b.Release("b", 9)
		mustHave(t, b, "a", 8)
	})
}

// TestLargeRequestMayExceedShare checks that a caller that holds nothing may exceed its
// share while others wait. It would otherwise wait forever.
func TestLargeRequestMayExceedShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 4, Share: 2})
		mustHave(t, b, "a", 4)
		first, second := waiting(t, b, "b", 3), waiting(t, b, "c", 3)
		b.Release("a", 4)
		if !first() || second() {
			t.Errorf("granted to b: %t, to c: %t, want only b", first(), second())
		}
		b.Release("b", 3)
		if !second() {
			t.Error("c still waits for free units")
		}
	})
}

func TestCallerThatHoldsLessComesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 4, Share: 4})
		mustHave(t, b, "a", 2)
		mustHave(t, b, "c", 2)
		more, first, second := waiting(t, b, "a", 1), waiting(t, b, "b", 1), waiting(t, b, "b", 1)
		b.Release("c", 1)
		if more() || !first() || second() {
			t.Errorf("granted to a: %t, to b: %t and %t, want only the older request of b", more(), first(), second())
		}
	})
}

// TestLargeRequestIsNotOvertakenByHolder checks that a small request of a caller that holds
// units does not overtake a large request of a caller that holds none.
func TestLargeRequestIsNotOvertakenByHolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 5, Share: 5})
		mustHave(t, b, "a", 3)
		mustHave(t, b, "c", 1)
		granted := waiting(t, b, "b", 4)
		if b.TryAcquire("c", 1) {
			t.Error("a small request overtook a large one")
		}
		b.Release("a", 3)
		if !granted() {
			t.Error("the large request still waits for free units")
		}
	})
}

// TestImpossibleRequestDoesNotBlockOthers makes a request that exceeds the capacity together
// with the units that its caller holds.
func TestImpossibleRequestDoesNotBlockOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 8, Share: 100})
		mustHave(t, b, "a", 3)
		mustHave(t, b, "b", 4)
		granted := waiting(t, b, "a", 6)
		mustHave(t, b, "b", 1)
		b.Release("b", 5)
		if granted() {
			t.Error("a holds more than the capacity")
		}
		b.Release("a", 3)
		if !granted() {
			t.Error("a still waits for free units")
		}
	})
}

func TestCanceledRequestDoesNotBlockOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 4, Share: 4})
		mustHave(t, b, "a", 3)
		ctx, cancel := context.WithCancel(t.Context())
		large, small := waitingUnder(ctx, t, b, "b", 4), waiting(t, b, "c", 1)
		if small() {
			t.Fatal("a small request overtook a large one")
		}
		cancel()
		if !small() || large() {
			t.Errorf("granted to c: %t, to b: %t, want only c, because b was canceled", small(), large())
		}
	})
}

// TestGrantDuringCancellation cancels a request at the moment at which it could be granted.
// Acquire either succeeds, or fails and holds nothing.
func TestGrantDuringCancellation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 1, Share: 1})
		for range 1000 {
			mustHave(t, b, "a", 1)
			ctx, cancel := context.WithCancel(t.Context())
			result := make(chan error, 1)
			go func() { result <- b.Acquire(ctx, "b", 1) }()
			synctest.Wait()
			cancel()
			b.Release("a", 1)
			err := <-result
			if held := b.Held(); (err == nil) != (held == 1) {
				t.Fatalf("Acquire returns %v, and %d units are held", err, held)
			}
			if err == nil {
				b.Release("b", 1)
			}
		}
	})
}
