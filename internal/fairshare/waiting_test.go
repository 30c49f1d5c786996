package fairshare_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/itemactivity/itemactivity/internal/fairshare"
)

// waiting begins an Acquire, and returns a function that tells whether it was granted.
// It is for a synctest bubble.
func waiting(t *testing.T, b *fairshare.Budget, caller string, n int64) (granted func() bool) {
	t.Helper()
	return waitingUnder(t.Context(), t, b, caller, n)
}

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
		t.Fatalf("%s was refused %d units", caller, n)
	}
}

func TestMoreThanThereIsCountsAsAllButTheReserve(t *testing.T) {
	b := fairshare.New(fairshare.Limits{Capacity: 4, Share: 1, Reserve: 1})
	mustHave(t, b, "a", 100)
	if held := b.Held(); held != 3 {
		t.Errorf("%d units are held, want 3: the reserve is for others", held)
	}
	b.Release("a", 100)
	if held := b.Held(); held != 0 {
		t.Errorf("%d units are held after the release, want 0", held)
	}
}

func TestARefusedTryLeavesNothingBehind(t *testing.T) {
	b := fairshare.New(fairshare.Limits{Capacity: 2, Share: 1})
	mustHave(t, b, "a", 2)
	if b.TryAcquire("b", 1) {
		t.Fatal("more was granted than there is")
	}
	b.Release("a", 2)
	if held := b.Held(); held != 0 {
		t.Errorf("%d units are held, want none", held)
	}
	mustHave(t, b, "a", 2)
}

// TestNobodyPassesItsShareWhileAnotherWaits: the other holds more, so it is the share
// alone that refuses.
func TestNobodyPassesItsShareWhileAnotherWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 10, Share: 3})
		mustHave(t, b, "a", 2)
		mustHave(t, b, "b", 5)
		granted := waiting(t, b, "b", 4)
		if b.TryAcquire("a", 2) {
			t.Error("a was granted 4 units in all, and its share is 3 while b waits")
		}
		if !b.TryAcquire("a", 1) {
			t.Error("a was refused its share")
		}
		if b.TryAcquire("a", 1) {
			t.Error("a was granted more than its share while b waits")
		}
		b.Release("a", 3)
		if !granted() {
			t.Error("b waits, and nobody else does")
		}
		mustHave(t, b, "a", 1)
		b.Release("b", 9)
		mustHave(t, b, "a", 8)
	})
}

// TestALargeRequestIsGrantedPastTheShare to a caller that holds nothing, also while
// others wait: it would wait for ever otherwise.
func TestALargeRequestIsGrantedPastTheShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 4, Share: 2})
		mustHave(t, b, "a", 4)
		first, second := waiting(t, b, "b", 3), waiting(t, b, "c", 3)
		b.Release("a", 4)
		if !first() || second() {
			t.Errorf("granted to b: %t, to c: %t; want b alone", first(), second())
		}
		b.Release("b", 3)
		if !second() {
			t.Error("c still waits for what is free")
		}
	})
}

func TestWhoHoldsLessComesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 4, Share: 4})
		mustHave(t, b, "a", 2)
		mustHave(t, b, "c", 2)
		more, first, second := waiting(t, b, "a", 1), waiting(t, b, "b", 1), waiting(t, b, "b", 1)
		b.Release("c", 1)
		if more() || !first() || second() {
			t.Errorf("granted to a: %t, to b: %t and %t; want the older request of b", more(), first(), second())
		}
	})
}

// TestALargeRequestIsNotOvertakenByWhoHoldsSomething where there is no reserve.
func TestALargeRequestIsNotOvertakenByWhoHoldsSomething(t *testing.T) {
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
			t.Error("the large request still waits for what is free")
		}
	})
}

// TestWhoCannotBeGrantedKeepsNobodyWaiting: beside what its caller holds, the request
// fits into no budget of this size, whatever the share.
func TestWhoCannotBeGrantedKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 8, Share: 100})
		mustHave(t, b, "a", 3)
		mustHave(t, b, "b", 4)
		granted := waiting(t, b, "a", 6)
		mustHave(t, b, "b", 1)
		b.Release("b", 5)
		if granted() {
			t.Error("a holds more than there is")
		}
		b.Release("a", 3)
		if !granted() {
			t.Error("a still waits for what is free")
		}
	})
}

func TestWhoGivesUpLetsOthersPass(t *testing.T) {
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
			t.Errorf("granted to c: %t, to b: %t; want c alone, as b gave up", small(), large())
		}
	})
}

// TestWhoIsRefusedHoldsNothing: a request that is granted at the moment in which it is
// given up either has what it asked for, or left nothing behind.
func TestWhoIsRefusedHoldsNothing(t *testing.T) {
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
