package fairshare_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/itemactivity/itemactivity/internal/fairshare"
)

func TestSingleCallerMayHoldAllExceptReserve(t *testing.T) {
	b := fairshare.New(fairshare.Limits{Capacity: 4, Share: 1, Reserve: 1})
	for range 3 {
		if !b.TryAcquire("a", 1) {
			t.Fatal("the only caller was not granted a free unit")
		}
	}
	if b.TryAcquire("a", 1) {
		t.Error("a caller that holds units was granted the reserve")
	}
	if !b.TryAcquire("b", 1) {
		t.Error("a new caller was not granted the reserve")
	}
	if held := b.Held(); held != 4 {
		t.Errorf("%d units are held, want 4", held)
	}
}

func TestCallerThatHoldsLittleMayUseReserve(t *testing.T) {
	b := fairshare.New(fairshare.Limits{Capacity: 10, Share: 1, Reserve: 4, Small: 2})
	if !b.TryAcquire("a", 6) {
		t.Fatal("the only caller was not granted free units")
	}
	if b.TryAcquire("a", 1) {
		t.Error("a caller that holds much was granted the reserve")
	}
	for n, want := range []bool{true, true, false} {
		if got := b.TryAcquire("b", 1); got != want {
			t.Errorf("the request of a caller that holds %d units was granted: %t, want %t", n, got, want)
		}
	}
}

func TestShareHoldsWhileAnotherCallerWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 4, Share: 2})
		for range 4 {
			if !b.TryAcquire("a", 1) {
				t.Fatal("the only caller was not granted a free unit")
			}
		}
		var order []string
		var mu sync.Mutex
		acquire := func(caller string) {
			go func() {
				if err := b.Acquire(t.Context(), caller, 1); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, caller)
			}()
			synctest.Wait()
		}
		acquire("a")
		acquire("b")
		acquire("b")
		for _, want := range []int{1, 2, 3} {
			b.Release("a", 1)
			synctest.Wait()
			if len(order) != want {
				t.Fatalf("%d requests are granted, want %d", len(order), want)
			}
		}
		if order[0] != "b" || order[1] != "b" || order[2] != "a" {
			t.Errorf("the order is %v, want the caller that holds less first", order)
		}
	})
}

func TestLargeRequestIsNotOvertaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 4, Share: 4})
		b.TryAcquire("a", 3)
		granted := make(chan struct{})
		go func() {
			if err := b.Acquire(t.Context(), "b", 4); err != nil {
				t.Error(err)
			}
			close(granted)
		}()
		synctest.Wait()
		if b.TryAcquire("c", 1) {
			t.Error("a small request overtook a large one")
		}
		b.Release("a", 3)
		<-granted
	})
}

func TestLargeRequestDoesNotBlockReserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 16, Share: 8, Reserve: 4, Small: 2})
		if !b.TryAcquire("a", 12) {
			t.Fatal("the only caller was not granted all units except the reserve")
		}
		granted := make(chan struct{})
		go func() {
			if err := b.Acquire(t.Context(), "b", 4); err != nil {
				t.Error(err)
			}
			close(granted)
		}()
		synctest.Wait()
		for _, caller := range []string{"c", "d"} {
			if !b.TryAcquire(caller, 2) {
				t.Errorf("%s was not granted the reserve while a large request waits", caller)
			}
		}
		select {
		case <-granted:
			t.Error("a large request was granted the reserve")
		default:
		}
		b.Release("a", 12)
		<-granted
	})
}

func TestCanceledRequestHoldsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := fairshare.New(fairshare.Limits{Capacity: 1, Share: 1})
		b.TryAcquire("a", 1)
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error)
		go func() { failed <- b.Acquire(ctx, "b", 1) }()
		synctest.Wait()
		cancel()
		if err := <-failed; !errors.Is(err, context.Canceled) {
			t.Errorf("Acquire returned %v", err)
		}
		b.Release("a", 1)
		if held := b.Held(); held != 0 {
			t.Errorf("%d units are held, want none", held)
		}
		if !b.TryAcquire("a", 1) {
			t.Error("a canceled request still blocks a free unit")
		}
	})
}

func TestConcurrentCallersNeverExceedCapacity(t *testing.T) {
	b := fairshare.New(fairshare.Limits{Capacity: 8, Share: 3, Reserve: 2})
	var all sync.WaitGroup
	for _, caller := range []string{"a", "b", "c", "d"} {
		for i := range 8 {
			all.Go(func() {
				n := int64(i%3 + 1)
				for range 200 {
					if err := b.Acquire(t.Context(), caller, n); err != nil {
						t.Error(err)
						return
					}
					if held := b.Held(); held > 8 {
						t.Errorf("%d units are held, want at most 8", held)
					}
					b.Release(caller, n)
				}
			})
		}
	}
	all.Wait()
	if held := b.Held(); held != 0 {
		t.Errorf("%d units are held at the end", held)
	}
}
