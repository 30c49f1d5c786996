package connlimit

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// slowFloods are those of which a request waits for its client.
var slowFloods = map[string]flood{
	"a body that does not come":           {sends: []string{bodyless}},
	"the same on a connection kept alive": {sends: []string{request + bodyless}},
	"no body after 100 Continue":          {sends: []string{expect}},
	"an answer that is not read":          {sends: []string{big}, deaf: true},
}

// TestSlowClientsMakeRoom: after a second, and not before, an address that has less
// gets the places of requests that wait for their clients.
func TestSlowClientsMakeRoom(t *testing.T) {
	for name, f := range slowFloods {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, Options{Connections: places})
				for range places {
					f.begin(t, w, attacker)
				}
				synctest.Wait()
				wanted := []*client{w.dial(t, other, work), w.dial(t, other, work), w.dial(t, other, work)}
				time.Sleep(900 * time.Millisecond)
				synctest.Wait()
				if s := w.listener.Stats(); s.Ended.Slow != 0 {
					t.Errorf("before a second has passed there are %+v", s)
				}
				time.Sleep(400 * time.Millisecond)
				synctest.Wait()
				if s := w.listener.Stats(); s.Ended.Slow < 2 {
					t.Errorf("after a second there are %+v", s)
				}
				for range wanted {
					w.release <- struct{}{}
				}
				synctest.Wait()
				for i, c := range wanted {
					if c.answers() != 1 {
						t.Errorf("connection %d of another address has %d answers", i, c.answers())
					}
				}
			})
		})
	}
}

// TestWorkMakesNoRoom: a request that the server works on is not slow, whoever waits.
func TestWorkMakesNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		var working []*client
		for range places - reserve(places) {
			working = append(working, w.dial(t, attacker, work))
		}
		synctest.Wait()
		first, waits := w.dial(t, other, work), w.dial(t, other, work)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if !waits.closed() || first.closed() {
			t.Errorf("after 5 s the connection that waits is refused: %v; the one before it: %v", waits.closed(), first.closed())
		}
		for _, c := range working {
			if c.closed() {
				t.Fatal("a request was cut that the server worked on")
			}
		}
	})
}

// TestSlowClientsOfAnEqualStay: who has one connection more is not cut for another.
func TestSlowClientsOfAnEqualStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: 4})
		slow := []*client{w.dial(t, attacker, bodyless), w.dial(t, attacker, bodyless)}
		w.dial(t, other, work)
		synctest.Wait()
		w.dial(t, other, work)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if s := w.listener.Stats(); slow[0].closed() || slow[1].closed() || s.Waiting != 1 {
			t.Errorf("there are %+v", s)
		}
	})
}

// TestOnlyHeadersCountAsHeaders: neither a large body nor the headers of requests that
// are whole count.
func TestOnlyHeadersCountAsHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{Connections: places})
		large := strings.Repeat("x", 3*mostHead)
		wantAnswer(t, w.dial(t, other, fmt.Sprintf("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(large), large)), 0)
	})
	for name, text := range map[string]string{
		"worked on":                 "GET /work HTTP/1.1\r\nHost: x\r\nX: %\r\n\r\n",
		"worked on with body":       "POST /work HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nX: %\r\n\r\nbody",
		"answered":                  "GET / HTTP/1.1\r\nHost: x\r\nX: %\r\n\r\n",
		"answered, its body unread": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nX: %\r\n\r\nbody",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, Options{Connections: places})
				w.dial(t, other, strings.Replace(text, "%", strings.Repeat("x", 60_000), 1))
				synctest.Wait()
				if s := w.listener.Stats(); s.Busy+s.Idle != 1 || w.listener.head != 0 {
					t.Errorf("%d bytes of headers are counted, of %+v", w.listener.head, s)
				}
			})
		})
	}
}
