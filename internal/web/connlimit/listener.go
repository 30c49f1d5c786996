// Package connlimit bounds the connections of an HTTP server, and shares them among
// the addresses that they come from.
//
// A budget of package fairshare never takes back what it granted, which does not do
// here: a silent client would hold its connection for as long as it likes. When all
// places are taken, connections whose client has the next move are closed for new
// ones, those of the address with most connections first, and of these the one that
// waits longest. So an address is never kept out by one that holds more, and a lone
// address, such as a proxy's, has all places but the reserve.
package connlimit

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"syscall"
	"time"
)

const (
	// idleLimit is how long an idle connection is safe from those of its own address
	// and of addresses that hold nearly as many: it is longer than the pause of a
	// client that is at work, and than the time in which a new one sends its request.
	idleLimit = 500 * time.Millisecond
	// slowLimit is how long a client may take over the body of a request, or over
	// reading an answer, before an address that holds less gets its place.
	slowLimit = time.Second
	// waitLimit is how long a connection waits for a place.
	waitLimit = 5 * time.Second
	// lookEvery is how often the places are looked at while connections wait.
	lookEvery = 100 * time.Millisecond
	// logEvery is how often the log tells that all places are taken.
	logEvery = time.Minute
	// acceptAgain is the pause after a failure to accept.
	acceptAgain = 20 * time.Millisecond
)

// Options say how many connections a listener has.
type Options struct {
	// Connections is how many are served at once.
	Connections int
	// Proxy tells whether a peer is a proxy, each of whose connections counts as one
	// of another address; nil is never.
	Proxy  func(netip.Addr) bool
	Logger *slog.Logger
}

// Listener accepts connections and closes those that others need more. It must be
// attached to the server that serves it.
type Listener struct {
	inner   net.Listener
	begin   sync.Once
	options Options
	// reserve is how many places are only for addresses that hold none, so that an
	// address whose requests take long does not keep others out.
	reserve int
	// some has room for one word that there are connections to hand out.
	some chan struct{}
	// failed is closed when no more connections are accepted, because of failure.
	failed  chan struct{}
	failure error

	mu        sync.Mutex
	addresses map[string]*address
	open      map[*conn]struct{}
	// ready are those of them that were not handed out yet.
	ready []*conn
	// head is the sum of all connections' heads.
	head int
	// waiting are connections without a place, in order of arrival. While there are
	// any, looking is the timer that looks after them.
	waiting []*conn
	looking *time.Timer
	closed  bool
	// starved is when a connection could not be accepted for lack of descriptors.
	starved time.Time
	logged  time.Time
	ended   Ended
}

// New returns a listener that accepts from another one, once it is asked to.
func New(inner net.Listener, o Options) *Listener {
	return &Listener{
		inner: inner, options: o, reserve: reserve(o.Connections), some: make(chan struct{}, 1), failed: make(chan struct{}),
		addresses: map[string]*address{}, open: map[*conn]struct{}{},
	}
}

// run takes connections from the kernel as they come. Its queue is in order of
// arrival, in which one address could keep all others waiting.
func (l *Listener) run() {
	defer close(l.failed)
	for {
		c, err := l.inner.Accept()
		switch {
		case err == nil:
			l.arrive(c)
		case passes(err):
			l.starve(err)
			time.Sleep(acceptAgain)
		default:
			l.failure = err
			return
		}
	}
}

// passes says whether accepting may succeed the next time.
func passes(err error) bool {
	for _, lack := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED} {
		if errors.Is(err, lack) {
			return true
		}
	}
	return false
}

// starve notes that the process, or the machine, lacks something for a connection.
// One that is idle for long makes room.
func (l *Listener) starve(err error) {
	if errors.Is(err, syscall.ECONNABORTED) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.starved = now
	l.warn(now, "a connection could not be accepted", "error", err)
	if c := l.longestIdle(func(c *conn) bool { return now.Sub(c.since) >= idleLimit }); c != nil {
		l.end(c, &l.ended.Idle)
	}
}

// Accept returns the next connection that has a place.
func (l *Listener) Accept() (net.Conn, error) {
	l.begin.Do(func() { go l.run() })
	for {
		if c := l.handOut(); c != nil {
			return c, nil
		}
		select {
		case <-l.some:
		case <-l.failed:
			return nil, l.failure
		}
	}
}

// handOut returns the first connection that is ready, or nil.
func (l *Listener) handOut() *conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ready) == 0 {
		return nil
	}
	c := l.ready[0]
	l.ready = slices.Delete(l.ready, 0, 1)
	return c
}

// Addr returns the address at which the listener listens.
func (l *Listener) Addr() net.Addr { return l.inner.Addr() }

// Close ends accepting. Connections that were handed out stay open.
func (l *Listener) Close() error {
	err := l.inner.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for len(l.waiting) > 0 {
		l.refuse(l.unwait(0))
	}
	for len(l.ready) > 0 {
		l.end(l.ready[0], &l.ended.Refused)
	}
	return err
}

// errStarved is for strangers.
var errStarved = errors.New("the process has no file descriptors left for connections")

// Err tells why no connection can be accepted just now; nil is no reason.
func (l *Listener) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	// Accepting is tried much more often than this while it fails.
	if time.Since(l.starved) < time.Second {
		return errStarved
	}
	return nil
}

// warn logs what does not change from one connection to the next.
func (l *Listener) warn(now time.Time, message string, attrs ...any) {
	if now.Sub(l.logged) < logEvery {
		return
	}
	l.logged = now
	l.options.Logger.Warn(message, append(attrs, "connections", len(l.open), "max_connections", l.options.Connections, "addresses", len(l.addresses))...)
}
