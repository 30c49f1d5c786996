// Package connlimit limits the number of connections of an HTTP server and shares them
// among the addresses of the clients.
//
// A connection needs a slot to be served. When all slots are taken, the listener evicts
// connections for new ones. It evicts only connections that wait for their clients. The
// address with the most connections loses one first, and of its connections the one that
// has waited longest. An address is therefore never blocked by an address that has more
// connections, and a single address, such as that of a proxy, may have all slots except the
// reserve.
//
// Package fairshare is not suitable here, because it does not take back what it granted. A
// client that sends nothing would keep its slot.
package connlimit

import (
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"
)

const (
	// idleLimit is how long an idle connection is not evicted for its own address or for an
	// address that has about as many connections. It is longer than the pauses of an active
	// client, and than the time in which a new client sends its request.
	idleLimit = 500 * time.Millisecond
	// slowLimit is how long a client may take to send the body of a request or to read a
	// response before its connection may be evicted for an address that has fewer.
	slowLimit = time.Second
	// waitLimit is how long a connection waits for a slot.
	waitLimit = 5 * time.Second
	// retryInterval is the interval of the attempts to admit waiting connections.
	retryInterval = 100 * time.Millisecond
	// logInterval is the minimum interval of warnings.
	logInterval = time.Minute
	// acceptRetryDelay is the pause after a temporary failure of Accept.
	acceptRetryDelay = 20 * time.Millisecond
)

// Options are the options of a listener.
type Options struct {
	// Connections is the maximum number of connections that are served at the same time.
	Connections int
	// Proxy reports whether an address is that of a proxy. Each connection of a proxy
	// counts as a different address. If Proxy is nil, there are no proxies.
	Proxy  func(netip.Addr) bool
	Logger *slog.Logger
}

// Listener is a net.Listener that closes connections in favor of others. It must be
// attached to the server that serves it.
type Listener struct {
	inner   net.Listener
	start   sync.Once
	options Options
	// reserve is the number of slots for addresses without a slot, so that an address with
	// long requests does not block other addresses.
	reserve int
	// readySignal has a buffer of one. A value means that ready may not be empty.
	readySignal chan struct{}
	// failed is closed when accepting has failed permanently, with the error failure.
	failed  chan struct{}
	failure error

	mu        sync.Mutex
	addresses map[string]*address
	// open are the connections with a slot.
	open map[*conn]struct{}
	// ready are the open connections that Accept has not returned yet.
	ready []*conn
	// headerBytes is the sum of headerBytes of all connections.
	headerBytes int
	// waiting are the connections that wait for a slot, in order of arrival. retryTimer is
	// not nil while there are any.
	waiting    []*conn
	retryTimer *time.Timer
	closed     bool
	// lastShortage is the last time at which a connection could not be accepted for lack of
	// resources, such as file descriptors.
	lastShortage time.Time
	lastWarning  time.Time
	ended        Ended
}

// New returns a listener that accepts the connections of inner.
func New(inner net.Listener, o Options) *Listener {
	return &Listener{
		inner: inner, options: o, reserve: reserve(o.Connections), readySignal: make(chan struct{}, 1), failed: make(chan struct{}),
		addresses: map[string]*address{}, open: map[*conn]struct{}{},
	}
}

// Addr returns the address on which the listener listens.
func (l *Listener) Addr() net.Addr { return l.inner.Addr() }

// Close stops accepting connections. It closes the connections that Accept has not
// returned. The others stay open.
func (l *Listener) Close() error {
	err := l.inner.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for len(l.waiting) > 0 {
		l.reject(l.dequeue(0))
	}
	for len(l.ready) > 0 {
		l.evict(l.ready[0], &l.ended.Refused)
	}
	return err
}

// warn logs a warning, at most once per logInterval.
func (l *Listener) warn(now time.Time, message string, attrs ...any) {
	if now.Sub(l.lastWarning) < logInterval {
		return
	}
	l.lastWarning = now
	l.options.Logger.Warn(message, append(attrs, "connections", len(l.open), "max_connections", l.options.Connections, "addresses", len(l.addresses))...)
}
