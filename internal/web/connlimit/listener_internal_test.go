package connlimit

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

const (
	attacker = "192.0.2.1"
	other    = "192.0.2.2"
	slots    = 16
)

// flood is a way to occupy a connection.
type flood struct {
	sends        []string
	readsNothing bool
}

// begin opens a connection of the flood from an address.
func (f flood) begin(t *testing.T, w *testServer, from string) *client {
	t.Helper()
	if f.readsNothing {
		return w.dialWithoutReading(t, from, f.sends...)
	}
	return w.dial(t, from, f.sends...)
}

var floods = map[string]flood{
	"silent":                 {},
	"incomplete headers":     {sends: []string{half}},
	"keep-alive":             {sends: []string{request}},
	"missing body":           {sends: []string{bodyless}},
	"missing unread body":    {sends: []string{unread}},
	"missing body after 100": {sends: []string{expect}},
	"unread responses":       {sends: []string{big}, readsNothing: true},
}

// TestFloodDoesNotBlockOtherAddress floods the server from one address. Another address is
// served within little more than a second, on several connections.
func TestFloodDoesNotBlockOtherAddress(t *testing.T) {
	for name, f := range floods {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newTestServer(t, Options{Connections: slots})
				for range 10 * slots {
					f.begin(t, w, attacker)
				}
				synctest.Wait()
				for range 3 {
					wantResponse(t, w.dial(t, other, request), slowLimit+2*retryInterval)
					f.begin(t, w, attacker)
				}
			})
		})
	}
}

// TestIdleFloodIsEvictedForItsOwnAddress checks that a new connection gets a slot even if
// its own address has all of them. All clients behind a proxy have one address.
func TestIdleFloodIsEvictedForItsOwnAddress(t *testing.T) {
	for _, name := range []string{"silent", "incomplete headers", "keep-alive"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newTestServer(t, Options{Connections: slots})
				for range slots {
					floods[name].begin(t, w, attacker)
				}
				wantResponse(t, w.dial(t, attacker, request), idleLimit+2*retryInterval)
			})
		})
	}
}

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

// TestEvictionBeforeAccept checks that Accept does not return connections that were evicted
// before.
func TestEvictionBeforeAccept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		l := New(n, Options{Connections: slots, Logger: slog.New(slog.DiscardHandler)})
		first, err := accept(t, n, l, attacker)
		if err != nil {
			t.Fatal(err)
		}
		defer first.Close()
		for i := range 10 * slots {
			near, far := net.Pipe()
			defer near.Close()
			n.incoming <- peer{far, &net.TCPAddr{IP: net.IPv4(198, 51, 100, byte(i%200)), Port: i}}
			time.Sleep(idleLimit)
		}
		for range slots - 1 {
			c, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.SetDeadline(time.Time{}); err != nil {
				t.Errorf("Accept returned a closed connection: %v", err)
			}
			defer c.Close()
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept on a closed listener returned the error %v", err)
		}
	})
}

// accept opens a connection and returns the server's end of it.
func accept(t *testing.T, n *network, l *Listener, from string) (net.Conn, error) {
	t.Helper()
	near, far := net.Pipe()
	t.Cleanup(func() { near.Close() })
	go func() { n.incoming <- peer{far, &net.TCPAddr{IP: net.ParseIP(from)}} }()
	return l.Accept()
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

// TestHeaderBytesAreLimited checks that clients who send long headers slowly occupy a
// limited amount of memory, and that no request of other clients is aborted.
func TestHeaderBytesAreLimited(t *testing.T) {
	for name, sent := range map[string]struct{ before, end string }{
		"incomplete headers": {}, "missing body": {end: "\r\nContent-Length: 10\r\n\r\n"}, "keep-alive": {before: request},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newTestServer(t, Options{Connections: 1000})
				const length = 60_000
				long := "POST /body HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", length)
				working := w.dial(t, attacker, strings.Replace(long, "POST /body", "GET /work", 1)+"\r\n\r\n")
				slow := w.dial(t, other, half)
				most := 0
				for range 3 * maxHeaderBytes / length {
					w.dial(t, attacker, sent.before+long+sent.end)
					synctest.Wait()
					most = max(most, w.listener.headerBytes)
				}
				if most > maxHeaderBytes+length || most < maxHeaderBytes/2 {
					t.Errorf("the headers had %d bytes", most)
				}
				slow.send(" x\r\nX: " + strings.Repeat("x", length) + "\r\n\r\n")
				wantResponse(t, slow, 0)
				if working.closed() {
					t.Error("a request in progress was aborted")
				}
				if s := w.listener.Stats(); s.Ended.Slow == 0 || s.Busy+s.Idle < maxHeaderBytes/length {
					t.Errorf("the connections are %+v", s)
				}
			})
		})
	}
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

// TestCloseRejectsWaitingConnections checks that Close rejects the waiting connections, and
// that Shutdown waits for the requests in progress.
func TestCloseRejectsWaitingConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		working := w.dial(t, attacker, work)
		for range slots {
			w.dial(t, attacker, work)
		}
		waiting := w.dial(t, attacker, request)
		synctest.Wait()
		stopped := make(chan error)
		go func() { stopped <- w.server.Shutdown(t.Context()) }()
		synctest.Wait()
		if !waiting.closed() || working.closed() {
			t.Errorf("the waiting connection is closed: %v, the busy one: %v", waiting.closed(), working.closed())
		}
		for range slots - reserve(slots) {
			w.release <- struct{}{}
		}
		if err := <-stopped; err != nil || working.responses() != 1 {
			t.Errorf("Shutdown returned %v, and the busy connection got %d responses", err, working.responses())
		}
	})
}

// TestTemporaryAcceptFailure checks that the listener reports a lack of file descriptors,
// evicts an idle connection, and accepts connections again afterwards.
func TestTemporaryAcceptFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		idle, working := w.dial(t, other, request), w.dial(t, attacker, work)
		time.Sleep(time.Second)
		if err := w.listener.Err(); err != nil {
			t.Error(err)
		}
		w.failing <- syscall.EMFILE
		synctest.Wait()
		if w.listener.Err() == nil {
			t.Error("Err returns nil although no connection can be accepted")
		}
		if !idle.closed() || working.closed() {
			t.Errorf("the idle connection is closed: %v, the busy one: %v", idle.closed(), working.closed())
		}
		w.failing <- syscall.ECONNABORTED
		wantResponse(t, w.dial(t, other, request), time.Second)
		time.Sleep(2 * time.Second)
		if err := w.listener.Err(); err != nil {
			t.Errorf("Err returns %v although connections are accepted again", err)
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
