package connlimit

import (
	"strings"
	"testing"
	"testing/synctest"
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
