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
	places   = 16
)

// flood is what one address does to hold connections.
type flood struct {
	sends []string
	deaf  bool
}

func (f flood) begin(t *testing.T, w *world, from string) *client {
	t.Helper()
	if f.deaf {
		return w.deaf(t, from, f.sends...)
	}
	return w.dial(t, from, f.sends...)
}

var floods = map[string]flood{
	"silent":            {},
	"half headers":      {sends: []string{half}},
	"kept alive":        {sends: []string{request}},
	"without a body":    {sends: []string{bodyless}},
	"a body not wanted": {sends: []string{unread}},
	"no body expected":  {sends: []string{expect}},
	"unread answers":    {sends: []string{big}, deaf: true},
}

// TestAFloodKeepsNobodyElseOut: whatever one address does, another one is served
// within little more than a second, on several connections.
func TestAFloodKeepsNobodyElseOut(t *testing.T) {
	for name, f := range floods {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, Options{Connections: places})
				for range 10 * places {
					f.begin(t, w, attacker)
				}
				synctest.Wait()
				for range 3 {
					wantAnswer(t, w.dial(t, other, request), slowLimit+2*lookEvery)
					f.begin(t, w, attacker)
				}
			})
		})
	}
}

// TestAnIdleFloodIsCutForItsOwnAddress: behind a proxy, or on one machine, everybody
// has one address.
func TestAnIdleFloodIsCutForItsOwnAddress(t *testing.T) {
	for _, name := range []string{"silent", "half headers", "kept alive"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, Options{Connections: places})
				for range places {
					floods[name].begin(t, w, attacker)
				}
				wantAnswer(t, w.dial(t, attacker, request), idleLimit+2*lookEvery)
			})
		})
	}
}

// TestWorkIsNotCut: a request that is worked on keeps its connection, a lone address
// has all places but the reserve, and a new address has that.
func TestWorkIsNotCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		working := make([]*client, 0, places)
		for range places - reserve(places) {
			working = append(working, w.dial(t, attacker, work))
		}
		waiting, late := w.dial(t, attacker, request), w.dial(t, attacker, request)
		wantAnswer(t, w.dial(t, other, request), 0)
		time.Sleep(waitLimit / 2)
		synctest.Wait()
		if s := w.listener.Stats(); s.Busy != len(working) || s.Waiting != 2 || s.Max != places {
			t.Errorf("there are %+v", s)
		}
		w.release <- struct{}{}
		wantAnswer(t, waiting, idleLimit+2*lookEvery)
		// It has the place of the one that was answered, and is busy in it.
		waiting.send(work)
		time.Sleep(waitLimit)
		synctest.Wait()
		if !late.closed() || late.answers() != 0 {
			t.Error("a connection waits for ever")
		}
		for i, c := range working {
			if c.closed() && c.answers() == 0 {
				t.Errorf("the connection of request %d was closed while it was answered", i)
			}
		}
	})
}

// TestTheLongestIdleGoesFirst, of the address that has most.
func TestTheLongestIdleGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		one := w.dial(t, "192.0.2.9", request)
		many := make([]*client, places-2)
		for i := range many {
			time.Sleep(time.Millisecond)
			many[i] = w.dial(t, attacker, request)
		}
		time.Sleep(time.Minute / 2)
		many[0].send(request)
		synctest.Wait()
		w.dial(t, "192.0.2.3", request) // the reserve
		for i := range 3 {
			wantAnswer(t, w.dial(t, fmt.Sprintf("198.51.100.%d", i), request), 0)
			synctest.Wait()
			for n, c := range many {
				if want := n >= 1 && n <= i+1; c.closed() != want {
					t.Errorf("after %d new connections, that idle as number %d is closed: %v", i+1, n, c.closed())
				}
			}
		}
		if one.closed() {
			t.Error("an address lost its only connection, and another one has many")
		}
	})
}

// TestManyAddresses with an idle connection each do not keep a new one out.
func TestManyAddresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		for i := range places {
			w.dial(t, fmt.Sprintf("198.51.100.%d", i), request)
		}
		wantAnswer(t, w.dial(t, other, request), idleLimit+2*lookEvery)
	})
}

// TestAnAddressReplacesItsOwn connection, which may be its only one, and is still known.
func TestAnAddressReplacesItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		for i := range places {
			w.dial(t, fmt.Sprintf("198.51.100.%d", i), request)
		}
		time.Sleep(idleLimit)
		wantAnswer(t, w.dial(t, "198.51.100.0", request), 0)
		if s := w.listener.Stats(); s.Busy != 0 || s.Idle != places || s.Ended != (Ended{Idle: 1}) {
			t.Errorf("there are %+v", s)
		}
		// So does one of which a connection waits, when too many wait.
		for i := range places {
			w.dial(t, fmt.Sprintf("198.51.100.%d", i), work)
		}
		synctest.Wait()
		for i := range 3 * waitingRoom(places) {
			w.dial(t, fmt.Sprintf("203.0.113.%d", i%waitingRoom(places)), work)
		}
		synctest.Wait()
		if s := w.listener.Stats(); s.Waiting != waitingRoom(places) || len(w.listener.addresses) != places+s.Waiting {
			t.Errorf("there are %+v of %d addresses", s, len(w.listener.addresses))
		}
	})
}

// TestEndedBeforeAnybodySaw: connections that are closed before the server takes them
// are not handed to it, however many come.
func TestEndedBeforeAnybodySaw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		l := New(n, Options{Connections: places, Logger: slog.New(slog.DiscardHandler)})
		first, err := accept(t, n, l, attacker)
		if err != nil {
			t.Fatal(err)
		}
		defer first.Close()
		for i := range 10 * places {
			near, far := net.Pipe()
			defer near.Close()
			n.incoming <- peer{far, &net.TCPAddr{IP: net.IPv4(198, 51, 100, byte(i%200)), Port: i}}
			time.Sleep(idleLimit)
		}
		for range places - 1 {
			c, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.SetDeadline(time.Time{}); err != nil {
				t.Errorf("a connection that was closed is handed out: %v", err)
			}
			defer c.Close()
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("a closed listener accepts: %v", err)
		}
	})
}

// accept returns the server's end of a new connection.
func accept(t *testing.T, n *network, l *Listener, from string) (net.Conn, error) {
	t.Helper()
	near, far := net.Pipe()
	t.Cleanup(func() { near.Close() })
	go func() { n.incoming <- peer{far, &net.TCPAddr{IP: net.ParseIP(from)}} }()
	return l.Accept()
}

// TestANetworkIsOneAddress: who has a network of IPv6 has no more than others.
func TestANetworkIsOneAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		for i := range 10 * places {
			w.dial(t, fmt.Sprintf("2001:db8::%x", i+1), work)
		}
		wantAnswer(t, w.dial(t, "2001:db8:0:1::1", request), 0)
	})
}

// TestAProxyHasNoShare: its connections are many clients'. They have all places, and
// a stranger takes none of them.
func TestAProxyHasNoShare(t *testing.T) {
	const proxy = "10.0.0.1"
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places, Proxy: func(a netip.Addr) bool { return a == netip.MustParseAddr(proxy) }})
		kept := make([]*client, places/2)
		for i := range kept {
			kept[i] = w.dial(t, proxy, request)
		}
		synctest.Wait()
		for range 10 * places {
			w.dial(t, attacker, request)
		}
		time.Sleep(time.Minute / 2)
		wantAnswer(t, w.dial(t, proxy, request), 0)
		for _, c := range kept {
			if c.closed() {
				t.Error("a stranger took the place of a proxy's client")
			}
		}
		for range places {
			w.dial(t, proxy, work)
		}
		synctest.Wait()
		time.Sleep(idleLimit + 2*lookEvery)
		synctest.Wait()
		if s := w.listener.Stats(); s.Busy != places {
			t.Errorf("of %d places a proxy has %d", places, s.Busy)
		}
	})
}

// TestHeadersAreBounded: strangers who send long headers slowly hold a bounded amount
// of memory together, and nobody else loses a request for it.
func TestHeadersAreBounded(t *testing.T) {
	for name, sent := range map[string]struct{ before, end string }{
		"half headers": {}, "without a body": {end: "\r\nContent-Length: 10\r\n\r\n"}, "kept alive": {before: request},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, Options{Connections: 1000})
				const length = 60_000
				long := "POST /body HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", length)
				working := w.dial(t, attacker, strings.Replace(long, "POST /body", "GET /work", 1)+"\r\n\r\n")
				slow := w.dial(t, other, half)
				most := 0
				for range 3 * mostHead / length {
					w.dial(t, attacker, sent.before+long+sent.end)
					synctest.Wait()
					most = max(most, w.listener.head)
				}
				if most > mostHead+length || most < mostHead/2 {
					t.Errorf("headers had %d bytes", most)
				}
				slow.send(" x\r\nX: " + strings.Repeat("x", length) + "\r\n\r\n")
				wantAnswer(t, slow, 0)
				if working.closed() {
					t.Error("a request that was worked on was cut")
				}
				if s := w.listener.Stats(); s.Ended.Slow == 0 || s.Busy+s.Idle < mostHead/length {
					t.Errorf("there are %+v", s)
				}
			})
		})
	}
}

// TestABodyThatIsNotWanted is not waited for where the client asks before it sends.
func TestABodyThatIsNotWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		wantAnswer(t, w.dial(t, other, expected), 0)
	})
}

// TestLingeringConnectionsAreIdle: those whose answer is out, and which net/http keeps
// for a moment because their clients still send.
func TestLingeringConnectionsAreIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		first := w.dial(t, other, request)
		for range places {
			w.dial(t, attacker, endless)
		}
		synctest.Wait()
		if s := w.listener.Stats(); s.Busy != 0 || s.Idle != places-reserve(places) {
			t.Errorf("there are %+v", s)
		}
		wantAnswer(t, w.dial(t, other, request), 0)
		if first.closed() {
			t.Error("the address that has least lost a connection")
		}
	})
}

// TestCloseRefusesThoseThatWait, and a stop waits for the others as ever.
func TestCloseRefusesThoseThatWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		working := w.dial(t, attacker, work)
		for range places {
			w.dial(t, attacker, work)
		}
		waiting := w.dial(t, attacker, request)
		synctest.Wait()
		stopped := make(chan error)
		go func() { stopped <- w.server.Shutdown(t.Context()) }()
		synctest.Wait()
		if !waiting.closed() || working.closed() {
			t.Errorf("the one that waits is closed: %v; the one that is answered: %v", waiting.closed(), working.closed())
		}
		for range places - reserve(places) {
			w.release <- struct{}{}
		}
		if err := <-stopped; err != nil || working.answers() != 1 {
			t.Errorf("the stop ended with %v, and %d answers", err, working.answers())
		}
	})
}

// TestAcceptFails: a lack of descriptors passes, meanwhile the listener says so, and
// an idle connection is closed for one that comes.
func TestAcceptFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		idle, working := w.dial(t, other, request), w.dial(t, attacker, work)
		time.Sleep(time.Second)
		if err := w.listener.Err(); err != nil {
			t.Error(err)
		}
		w.failing <- syscall.EMFILE
		synctest.Wait()
		if w.listener.Err() == nil {
			t.Error("no connection can be accepted, and nobody is told")
		}
		if !idle.closed() || working.closed() {
			t.Errorf("the idle connection is closed: %v; the other one: %v", idle.closed(), working.closed())
		}
		w.failing <- syscall.ECONNABORTED
		wantAnswer(t, w.dial(t, other, request), time.Second)
		time.Sleep(2 * time.Second)
		if err := w.listener.Err(); err != nil {
			t.Errorf("connections are accepted again, and the listener says %v", err)
		}
	})
}

// TestConnections is the inverse of Descriptors.
func TestConnections(t *testing.T) {
	if got := Connections(ownDescriptors); got != 0 {
		t.Errorf("without descriptors there are %d connections", got)
	}
	for n := range 500 {
		if n > 0 && Connections(Descriptors(n)) != n {
			t.Errorf("%d descriptors are for %d connections, want %d", Descriptors(n), Connections(Descriptors(n)), n)
		}
		if n > 1 && (reserve(n) < 1 || reserve(n) > n/2) {
			t.Errorf("of %d places %d are the reserve", n, reserve(n))
		}
	}
}
