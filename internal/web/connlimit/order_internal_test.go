package connlimit

import (
	"bytes"
	"log/slog"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// idle opens n connections from an address and makes them idle. The result is in the order
// in which they became idle.
func (w *testServer) idle(t *testing.T, from string, n int) []*client {
	t.Helper()
	list := make([]*client, n)
	for i := range list {
		list[i] = w.dial(t, from, request)
		synctest.Wait()
		time.Sleep(time.Millisecond)
	}
	return list
}

// wantClosed checks that exactly the connections with the given indexes are closed.
func wantClosed(t *testing.T, what string, list []*client, closed ...int) {
	t.Helper()
	synctest.Wait()
	want := map[int]bool{}
	for _, i := range closed {
		want[i] = true
	}
	for i, c := range list {
		if c.closed() != want[i] {
			t.Errorf("%s: connection %d is closed: %v", what, i, c.closed())
		}
	}
}

// TestLargestAddressIsEvictedFirst checks that the address with the most connections loses
// one, even if a connection of another address has been idle longer. If two addresses have
// equally many, the connection that has been idle longer is evicted.
func TestLargestAddressIsEvictedFirst(t *testing.T) {
	for name, many := range map[string]int{"more": 9, "equally many": 7} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newTestServer(t, Options{Connections: slots})
				few := w.idle(t, other, 14-many)
				most := w.idle(t, attacker, many)
				w.idle(t, "198.51.100.1", 1) // only the reserve is left
				w.idle(t, "198.51.100.2", 1)
				wantResponse(t, w.dial(t, "198.51.100.3", request), 0)
				if many > 7 {
					wantClosed(t, "fewer", few)
					wantClosed(t, "most", most, 0)
				} else {
					wantClosed(t, "as many, for longer", few, 0)
					wantClosed(t, "as many", most)
				}
			})
		})
	}
}

// TestIdleConnectionOfEqualAddress checks that an idle connection is not evicted before
// idleLimit unless its address has at least two more connections.
func TestIdleConnectionOfEqualAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: 4})
		w.dial(t, other, work)
		synctest.Wait()
		kept := w.idle(t, attacker, 2)
		late := w.dial(t, other, request)
		time.Sleep(300 * time.Millisecond)
		wantClosed(t, "after 300 ms", kept)
		wantResponse(t, late, 400*time.Millisecond)
		wantClosed(t, "after half a second", kept, 0)
	})
}

// TestFreeSlotIsAssignedImmediately checks that a waiting connection gets a slot as soon as
// another client disconnects or has its response.
func TestFreeSlotIsAssignedImmediately(t *testing.T) {
	for name, free := range map[string]func(w *testServer, working *client){
		"the client disconnects": func(_ *testServer, working *client) { working.Close() },
		"the response is sent":   func(w *testServer, _ *client) { w.release <- struct{}{} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newTestServer(t, Options{Connections: 4})
				working := w.dial(t, attacker, work)
				for range 2 {
					w.dial(t, attacker, work)
				}
				w.dial(t, other, work)
				synctest.Wait()
				waits := w.dial(t, "198.51.100.1", request)
				time.Sleep(retryInterval / 2)
				synctest.Wait()
				free(w, working)
				wantResponse(t, waits, 0)
			})
		})
	}
}

// TestLargestAddressIsRejectedFirst checks that, if the queue is full, a new connection is
// rejected if its address has more connections than those in the queue.
func TestLargestAddressIsRejectedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: 1000})
		for range 1000 {
			w.dial(t, attacker, work)
			synctest.Wait()
		}
		if s := w.listener.Stats(); s.Waiting != 32 {
			t.Errorf("%d connections wait, want 32", s.Waiting)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		for range slots - 1 {
			w.dial(t, attacker, work)
			synctest.Wait()
		}
		w.dial(t, other, work) // the reserve
		synctest.Wait()
		var waiting []*client
		for _, from := range []string{"198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"} {
			waiting = append(waiting, w.dial(t, from, work))
			synctest.Wait()
		}
		late := w.dial(t, attacker, work)
		wantClosed(t, "addresses without a slot", waiting)
		wantClosed(t, "address with the most slots", []*client{late}, 0)
	})
}

// TestReplacementOutOfOrder checks that a waiting connection that is not next in the queue
// may replace a connection of its own address.
func TestReplacementOutOfOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: 5})
		for _, from := range []string{attacker, attacker, other} {
			w.dial(t, from, work)
		}
		synctest.Wait()
		kept := w.idle(t, other, 1)
		next := w.dial(t, attacker, request)
		synctest.Wait()
		wantResponse(t, w.dial(t, other, request), 700*time.Millisecond)
		wantClosed(t, "same address", kept, 0)
		if next.responses() != 0 || next.closed() {
			t.Error("another address got the slot")
		}
	})
}

// TestAbortedConnectionIsNoShortage checks that a client that disconnects before it is
// accepted does not count as a lack of resources.
func TestAbortedConnectionIsNoShortage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		kept := w.idle(t, other, 1)
		time.Sleep(time.Second)
		w.failing <- syscall.ECONNABORTED
		wantClosed(t, "idle", kept)
		if err := w.listener.Err(); err != nil {
			t.Errorf("Err returns %v", err)
		}
	})
}

// TestWarningInterval checks that a flood is logged once per minute.
func TestWarningInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		var log bytes.Buffer
		w.listener.options.Logger = slog.New(slog.NewTextHandler(&log, nil))
		for n := range 3 {
			for range 10 * slots {
				w.dial(t, attacker, request)
			}
			time.Sleep(20 * time.Second)
			synctest.Wait()
			if lines := strings.Count(log.String(), "all connections are in use"); lines != 1 {
				t.Fatalf("after %d floods within a minute, the log has %d warnings", n+1, lines)
			}
		}
		time.Sleep(time.Second)
		w.dial(t, attacker, request)
		synctest.Wait()
		if lines := strings.Count(log.String(), "all connections are in use"); lines != 2 {
			t.Errorf("after a minute, the log has %d warnings, want 2", lines)
		}
	})
}
