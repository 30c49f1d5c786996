package connlimit

import (
	"errors"
	"net"
	"slices"
	"syscall"
	"time"
)

// acceptAll accepts all connections at once. If they stayed in the queue of the kernel,
// which is in order of arrival, one address could delay all others.
func (l *Listener) acceptAll() {
	defer close(l.failed)
	for {
		c, err := l.inner.Accept()
		switch {
		case err == nil:
			l.add(c)
		case isTemporary(err):
			l.handleShortage(err)
			time.Sleep(acceptRetryDelay)
		default:
			l.failure = err
			return
		}
	}
}

// isTemporary reports whether Accept may succeed later.
func isTemporary(err error) bool {
	for _, temporary := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED} {
		if errors.Is(err, temporary) {
			return true
		}
	}
	return false
}

// handleShortage records that the process or the system lacks resources for a connection.
// It evicts a connection that has been idle for idleLimit.
func (l *Listener) handleShortage(err error) {
	if errors.Is(err, syscall.ECONNABORTED) {
		return // the client closed the connection; nothing is lacking
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.lastShortage = now
	l.warn(now, "a connection could not be accepted", "error", err)
	if c := l.longestIdle(func(c *conn) bool { return now.Sub(c.since) >= idleLimit }); c != nil {
		l.evict(c, &l.ended.Idle)
	}
}

// Accept returns the next connection that has a slot.
func (l *Listener) Accept() (net.Conn, error) {
	l.start.Do(func() { go l.acceptAll() })
	for {
		if c := l.nextReady(); c != nil {
			return c, nil
		}
		select {
		case <-l.readySignal:
		case <-l.failed:
			return nil, l.failure
		}
	}
}

// nextReady removes and returns the first ready connection, or returns nil.
func (l *Listener) nextReady() *conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ready) == 0 {
		return nil
	}
	c := l.ready[0]
	l.ready = slices.Delete(l.ready, 0, 1)
	return c
}

// errShortage is the result of Err. It is shown to unauthenticated clients.
var errShortage = errors.New("the process has no file descriptors left for connections")

// Err returns an error if connections cannot be accepted at present for lack of resources.
func (l *Listener) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	// During a shortage, a failure is recorded every acceptRetryDelay.
	if time.Since(l.lastShortage) < time.Second {
		return errShortage
	}
	return nil
}
