package connlimit

import (
	"fmt"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

const (
	attacker = "192.0.2.1"
	other    = "192.0.2.2"
	slots    = 16
)

// TestBusyConnectionIsNotEvicted checks that a request in progress keeps its connection. A
// single address may have all slots except the reserve, and a new address gets a reserved
// slot.
func TestBusyConnectionIsNotEvicted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		working := make([]*client, 0, slots)
		for range slots - reserve(slots) {
			working = append(working, w.dial(t, attacker, work))
		}
		waiting, late := w.dial(t, attacker, request), w.dial(t, attacker, request)
		wantResponse(t, w.dial(t, other, request), 0)
		time.Sleep(waitLimit / 2)
		synctest.Wait()
		if s := w.listener.Stats(); s.Busy != len(working) || s.Waiting != 2 || s.Max != slots {
			t.Errorf("the connections are %+v", s)
		}
		w.release <- struct{}{}
		wantResponse(t, waiting, idleLimit+2*retryInterval)
		// It has taken over the slot. Now it becomes busy.
		waiting.send(work)
		time.Sleep(waitLimit)
		synctest.Wait()
		if !late.closed() || late.responses() != 0 {
			t.Error("a connection still waits after waitLimit")
		}
		for i, c := range working {
			if c.closed() && c.responses() == 0 {
				t.Errorf("connection %d was closed during its request", i)
			}
		}
	})
}

// TestLongestIdleIsEvictedFirst checks that the connection that has been idle longest is
// evicted, of the address with the most connections.
func TestLongestIdleIsEvictedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		one := w.dial(t, "192.0.2.9", request)
		many := make([]*client, slots-2)
		for i := range many {
			time.Sleep(time.Millisecond)
			many[i] = w.dial(t, attacker, request)
		}
		time.Sleep(time.Minute / 2)
		many[0].send(request)
		synctest.Wait()
		w.dial(t, "192.0.2.3", request) // the reserve
		for i := range 3 {
			wantResponse(t, w.dial(t, fmt.Sprintf("198.51.100.%d", i), request), 0)
			synctest.Wait()
			for n, c := range many {
				if want := n >= 1 && n <= i+1; c.closed() != want {
					t.Errorf("after %d new connections, idle connection %d is closed: %v", i+1, n, c.closed())
				}
			}
		}
		if one.closed() {
			t.Error("an address lost its only connection although another address has many")
		}
	})
}

// TestManyAddresses checks that many addresses with one idle connection each do not block a
// new address.
func TestManyAddresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		for i := range slots {
			w.dial(t, fmt.Sprintf("198.51.100.%d", i), request)
		}
		wantResponse(t, w.dial(t, other, request), idleLimit+2*retryInterval)
	})
}

// TestAddressReplacesItsOwnConnection checks that a new connection may replace the only one
// of its address, and that the address stays registered.
func TestAddressReplacesItsOwnConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		for i := range slots {
			w.dial(t, fmt.Sprintf("198.51.100.%d", i), request)
		}
		time.Sleep(idleLimit)
		wantResponse(t, w.dial(t, "198.51.100.0", request), 0)
		if s := w.listener.Stats(); s.Busy != 0 || s.Idle != slots || s.Ended != (Ended{Idle: 1}) {
			t.Errorf("the connections are %+v", s)
		}
		// The same holds for waiting connections when the queue is full.
		for i := range slots {
			w.dial(t, fmt.Sprintf("198.51.100.%d", i), work)
		}
		synctest.Wait()
		for i := range 3 * maxWaiting(slots) {
			w.dial(t, fmt.Sprintf("203.0.113.%d", i%maxWaiting(slots)), work)
		}
		synctest.Wait()
		if s := w.listener.Stats(); s.Waiting != maxWaiting(slots) || len(w.listener.addresses) != slots+s.Waiting {
			t.Errorf("the connections are %+v, of %d addresses", s, len(w.listener.addresses))
		}
	})
}

// TestIPv6NetworkIsOneAddress checks that all addresses of an IPv6 /64 network count as one.
func TestIPv6NetworkIsOneAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		for i := range 10 * slots {
			w.dial(t, fmt.Sprintf("2001:db8::%x", i+1), work)
		}
		wantResponse(t, w.dial(t, "2001:db8:0:1::1", request), 0)
	})
}

// TestProxyIsNotOneAddress checks that the connections of a trusted proxy count as
// different addresses. They may have all slots, and another address does not evict them.
func TestProxyIsNotOneAddress(t *testing.T) {
	const proxy = "10.0.0.1"
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots, Proxy: func(a netip.Addr) bool { return a == netip.MustParseAddr(proxy) }})
		kept := make([]*client, slots/2)
		for i := range kept {
			kept[i] = w.dial(t, proxy, request)
		}
		synctest.Wait()
		for range 10 * slots {
			w.dial(t, attacker, request)
		}
		time.Sleep(time.Minute / 2)
		wantResponse(t, w.dial(t, proxy, request), 0)
		for _, c := range kept {
			if c.closed() {
				t.Error("a connection of the proxy was evicted for another address")
			}
		}
		for range slots {
			w.dial(t, proxy, work)
		}
		synctest.Wait()
		time.Sleep(idleLimit + 2*retryInterval)
		synctest.Wait()
		if s := w.listener.Stats(); s.Busy != slots {
			t.Errorf("the proxy has %d of %d slots", s.Busy, slots)
		}
	})
}

// TestExpectContinueWithoutBody checks that the server does not wait for a body that the
// handler does not read and that the client does not send before 100 Continue.
func TestExpectContinueWithoutBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		wantResponse(t, w.dial(t, other, expected), 0)
	})
}

// TestLingeringConnectionsAreIdle checks that a connection counts as idle after its
// response, even while net/http keeps it because the client is still sending.
func TestLingeringConnectionsAreIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		first := w.dial(t, other, request)
		for range slots {
			w.dial(t, attacker, endless)
		}
		synctest.Wait()
		if s := w.listener.Stats(); s.Busy != 0 || s.Idle != slots-reserve(slots) {
			t.Errorf("the connections are %+v", s)
		}
		wantResponse(t, w.dial(t, other, request), 0)
		if first.closed() {
			t.Error("the address with the fewest connections lost one")
		}
	})
}

// TestConnections checks that Connections is the inverse of Descriptors.
func TestConnections(t *testing.T) {
	if got := Connections(ownDescriptors); got != 0 {
		t.Errorf("without descriptors there are %d connections", got)
	}
	for n := range 500 {
		if n > 0 && Connections(Descriptors(n)) != n {
			t.Errorf("%d descriptors are enough for %d connections, want %d", Descriptors(n), Connections(Descriptors(n)), n)
		}
		if n > 1 && (reserve(n) < 1 || reserve(n) > n/2) {
			t.Errorf("%d of %d slots are reserved", reserve(n), n)
		}
	}
}
