package connlimit

import (
	"errors"
	"log/slog"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

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
