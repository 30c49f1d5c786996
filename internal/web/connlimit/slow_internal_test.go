package connlimit

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// slowFloods are floods whose requests wait for the client.
var slowFloods = map[string]flood{
	"missing body":                 {sends: []string{bodyless}},
	"missing body after a request": {sends: []string{request + bodyless}},
	"missing body after 100":       {sends: []string{expect}},
	"unread response":              {sends: []string{big}, readsNothing: true},
}

// TestSlowConnectionsAreEvicted checks that slow connections are evicted for an address that
// has fewer, after slowLimit and not before.
func TestSlowConnectionsAreEvicted(t *testing.T) {
	for name, f := range slowFloods {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newTestServer(t, Options{Connections: slots})
				for range slots {
					f.begin(t, w, attacker)
				}
				synctest.Wait()
				wanted := []*client{w.dial(t, other, work), w.dial(t, other, work), w.dial(t, other, work)}
				time.Sleep(900 * time.Millisecond)
				synctest.Wait()
				if s := w.listener.Stats(); s.Ended.Slow != 0 {
					t.Errorf("before slowLimit, the connections are %+v", s)
				}
				time.Sleep(400 * time.Millisecond)
				synctest.Wait()
				if s := w.listener.Stats(); s.Ended.Slow < 2 {
					t.Errorf("after slowLimit, the connections are %+v", s)
				}
				for range wanted {
					w.release <- struct{}{}
				}
				synctest.Wait()
				for i, c := range wanted {
					if c.responses() != 1 {
						t.Errorf("connection %d of the other address has %d responses", i, c.responses())
					}
				}
			})
		})
	}
}

// TestBusyConnectionIsNotSlow checks that a connection is not evicted while the server works
// on its request.
func TestBusyConnectionIsNotSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		var working []*client
		for range slots - reserve(slots) {
			working = append(working, w.dial(t, attacker, work))
		}
		synctest.Wait()
		first, waits := w.dial(t, other, work), w.dial(t, other, work)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if !waits.closed() || first.closed() {
			t.Errorf("after waitLimit, the waiting connection is closed: %v, the one before it: %v", waits.closed(), first.closed())
		}
		for _, c := range working {
			if c.closed() {
				t.Fatal("a request in progress was aborted")
			}
		}
	})
}

// TestSlowConnectionOfEqualAddress checks that a slow connection is not evicted if its
// address has only one more connection than the new one.
func TestSlowConnectionOfEqualAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: 4})
		slow := []*client{w.dial(t, attacker, bodyless), w.dial(t, attacker, bodyless)}
		w.dial(t, other, work)
		synctest.Wait()
		w.dial(t, other, work)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if s := w.listener.Stats(); slow[0].closed() || slow[1].closed() || s.Waiting != 1 {
			t.Errorf("the connections are %+v", s)
		}
	})
}

// TestOnlyIncompleteHeadersAreCounted checks that neither bodies nor the headers of complete
// requests are counted.
func TestOnlyIncompleteHeadersAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTestServer(t, Options{Connections: slots})
		large := strings.Repeat("x", 3*maxHeaderBytes)
		wantResponse(t, w.dial(t, other, fmt.Sprintf("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(large), large)), 0)
	})
	for name, text := range map[string]string{
		"in progress":                  "GET /work HTTP/1.1\r\nHost: x\r\nX: %\r\n\r\n",
		"in progress with a body":      "POST /work HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nX: %\r\n\r\nbody",
		"response sent":                "GET / HTTP/1.1\r\nHost: x\r\nX: %\r\n\r\n",
		"response sent, body not read": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nX: %\r\n\r\nbody",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newTestServer(t, Options{Connections: slots})
				w.dial(t, other, strings.Replace(text, "%", strings.Repeat("x", 60_000), 1))
				synctest.Wait()
				if s := w.listener.Stats(); s.Busy+s.Idle != 1 || w.listener.headerBytes != 0 {
					t.Errorf("%d header bytes are counted, and the connections are %+v", w.listener.headerBytes, s)
				}
			})
		})
	}
}
