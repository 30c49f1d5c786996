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

// idle are connections of an address that wait for a request, the oldest first.
func (w *world) idle(t *testing.T, from string, n int) []*client {
	t.Helper()
	list := make([]*client, n)
	for i := range list {
		list[i] = w.dial(t, from, request)
		synctest.Wait()
		time.Sleep(time.Millisecond)
	}
	return list
}

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

// TestTheAddressWithMostLosesFirst, also if another one was idle for longer; of
// addresses with equally many it is the one that was.
func TestTheAddressWithMostLosesFirst(t *testing.T) {
	for name, many := range map[string]int{"more": 9, "equally many": 7} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, Options{Connections: places})
				few := w.idle(t, other, 14-many)
				most := w.idle(t, attacker, many)
				w.idle(t, "198.51.100.1", 1) // there is nothing left but the reserve
				w.idle(t, "198.51.100.2", 1)
				wantAnswer(t, w.dial(t, "198.51.100.3", request), 0)
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

// TestAnEqualIsNotCutAtOnce: a client that was just answered keeps its connection for
// a moment, unless its address has at least two more.
func TestAnEqualIsNotCutAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: 4})
		w.dial(t, other, work)
		synctest.Wait()
		kept := w.idle(t, attacker, 2)
		late := w.dial(t, other, request)
		time.Sleep(300 * time.Millisecond)
		wantClosed(t, "after 300 ms", kept)
		wantAnswer(t, late, 400*time.Millisecond)
		wantClosed(t, "after half a second", kept, 0)
	})
}

// TestAPlaceThatIsFreeIsTakenAtOnce, whether a client leaves or has its answer.
func TestAPlaceThatIsFreeIsTakenAtOnce(t *testing.T) {
	for name, free := range map[string]func(w *world, working *client){
		"the client leaves": func(_ *world, working *client) { working.Close() },
		"the answer is out": func(w *world, _ *client) { w.release <- struct{}{} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, Options{Connections: 4})
				working := w.dial(t, attacker, work)
				for range 2 {
					w.dial(t, attacker, work)
				}
				w.dial(t, other, work)
				synctest.Wait()
				waits := w.dial(t, "198.51.100.1", request)
				time.Sleep(lookEvery / 2)
				synctest.Wait()
				free(w, working)
				wantAnswer(t, waits, 0)
			})
		})
	}
}

// TestWhoHasMostIsRefusedFirst: when as many wait as may, a new connection of an address
// that has more than those that wait is the one to go.
func TestWhoHasMostIsRefusedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: 1000})
		for range 1000 {
			w.dial(t, attacker, work)
			synctest.Wait()
		}
		if s := w.listener.Stats(); s.Waiting != 32 {
			t.Errorf("%d connections wait, want 32", s.Waiting)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		for range places - 1 {
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
		wantClosed(t, "new ones of those that have nothing", waiting)
		wantClosed(t, "one more of the address that has all", []*client{late}, 0)
	})
}

// TestOneThatIsNotTheNext may replace a connection of its own address meanwhile.
func TestOneThatIsNotTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: 5})
		for _, from := range []string{attacker, attacker, other} {
			w.dial(t, from, work)
		}
		synctest.Wait()
		kept := w.idle(t, other, 1)
		next := w.dial(t, attacker, request)
		synctest.Wait()
		wantAnswer(t, w.dial(t, other, request), 700*time.Millisecond)
		wantClosed(t, "of the address that is served", kept, 0)
		if next.answers() != 0 || next.closed() {
			t.Error("an address that has as many got the place")
		}
	})
}

// TestAbortedConnectionsAreNoLack: a client that left before it was accepted says
// nothing of the server's means.
func TestAbortedConnectionsAreNoLack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		kept := w.idle(t, other, 1)
		time.Sleep(time.Second)
		w.failing <- syscall.ECONNABORTED
		wantClosed(t, "idle", kept)
		if err := w.listener.Err(); err != nil {
			t.Errorf("the listener says %v", err)
		}
	})
}

// TestTheLogTellsOfAFloodOnce a minute.
func TestTheLogTellsOfAFloodOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		var log bytes.Buffer
		w.listener.options.Logger = slog.New(slog.NewTextHandler(&log, nil))
		for n := range 3 {
			for range 10 * places {
				w.dial(t, attacker, request)
			}
			time.Sleep(20 * time.Second)
			synctest.Wait()
			if lines := strings.Count(log.String(), "all connections are taken"); lines != 1 {
				t.Fatalf("after %d floods in a minute the log has %d lines", n+1, lines)
			}
		}
		time.Sleep(time.Second)
		w.dial(t, attacker, request)
		synctest.Wait()
		if lines := strings.Count(log.String(), "all connections are taken"); lines != 2 {
			t.Errorf("after a minute the log has %d lines", lines)
		}
	})
}
