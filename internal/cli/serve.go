package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"syscall"
	"time"

	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/web/connlimit"
)

// The limits of a connection. They end what a slow or silent client would hold
// for ever; all of them are far beyond what a working client needs.
const (
	// readHeaderTimeout ends clients that dribble their headers.
	readHeaderTimeout = 5 * time.Second
	// readTimeout is for a whole request: the largest body over a slow line.
	readTimeout = 10 * time.Second
	// writeTimeout is for the answer, after the time that the request may take.
	// With the default of that it is no longer than stopLimit, so that a
	// graceful stop cuts no answer that could still have been sent.
	writeTimeout = 10 * time.Second
	// idleTimeout keeps a connection for a person who reads and clicks on.
	idleTimeout = 2 * time.Minute
	// maxHeaderBytes leaves room for a query in the URL of a GET.
	maxHeaderBytes = 64 << 10
	// stopLimit is how long a stop waits for requests in flight. Supervisors
	// kill after 30 seconds (Kubernetes) or later (systemd), and the store
	// needs some of that to close.
	stopLimit = 20 * time.Second
)

type serveCommand struct{}

// Run serves until the process is told to stop.
func (serveCommand) Run(ctx context.Context, to streams, cfg *config.Config, variables *config.Environment) (err error) {
	if err := cfg.CheckAddr(); err != nil {
		return err
	}
	if err := cfg.CheckMetricsAddr(); err != nil {
		return err
	}
	path, err := cfg.DatabasePath()
	if err != nil {
		return err
	}
	logger := cfg.NewLogger(to.err)
	limitMemory(logger)
	connections, err := cfg.Connections.Limit(config.DescriptorLimit(), cfg.Monitoring.MetricsAddr != "")
	if err != nil {
		return err
	}
	processors := spareThreads()
	watch, err := newWatch(ctx, variables, logger)
	if err != nil {
		return err
	}
	logger = watch.traces.Logger(logger)
	endpoint, err := endpointOf(cfg)
	if err != nil {
		return err
	}
	endpoint.processors = processors
	if endpoint.authenticator, err = cfg.Auth.NewAuthenticator(ctx, logger); err != nil {
		return err
	}

	// The database is locked first: a second server on it is told so, and not that the
	// port is taken. It is opened, or made, once there is an address to serve it on.
	reserved, err := store.Reserve(store.Config{Path: path, HardLinks: cfg.AllowHardLinks.On(), Logger: logger, Committed: watch.committed, MaxFuture: cfg.Recording.MaxFuture})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reserved.Release()) }()
	listener, err := listen(ctx, "addr", cfg.Addr, cfg.Auth.Enabled())
	if err != nil {
		return err
	}
	defer closeListener(listener)
	monitoring, err := watch.listen(ctx, cfg)
	if err != nil {
		return err
	}
	defer closeListener(monitoring)
	db, err := openDatabase(ctx, reserved, cfg.Auth.Enabled())
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, db.Close())
		watch.traces.Stop(ctx) // after the last commit
		if err == nil {
			logger.Info("stopped")
		}
	}()
	clients := connlimit.New(listener, connlimit.Options{Connections: connections, Proxy: endpoint.proxies.Trust, Logger: logger})
	watch.over(db, clients, logger)
	stopMonitoring := watch.monitor(monitoring, cfg, logger)
	defer stopMonitoring()

	server := newServer(endpoint.handler(db, watch, logger), cfg.Limits.Time, logger)
	clients.Attach(server)
	announce(logger, listener.Addr(), path, cfg.Auth)
	leaving := leaving{watch.readiness.Stop, cfg.Monitoring.Drain, stopLimit}
	return serve(ctx, clients, server, leaving, logger)
}

// openDatabase opens the database, with the example in it in development mode.
func openDatabase(ctx context.Context, reserved *store.Reservation, authenticated bool) (*store.Store, error) {
	db, err := reserved.Open(ctx)
	if err != nil || authenticated {
		return db, err
	}
	if err := db.CreateExample(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot make the example group: %w", err), db.Abandon())
	}
	return db, nil
}

// listen opens the address that a flag names. If it is only for this machine, listen looks at what
// it got: localhost is a name, and a hosts file can point it anywhere.
func listen(ctx context.Context, flag, addr string, public bool) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("cannot listen on %s: the address is in use; stop the program that uses it, or choose another port with --%s", addr, flag)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	if public {
		return listener, nil
	}
	if got, ok := listener.Addr().(*net.TCPAddr); !ok || !got.IP.IsLoopback() {
		return nil, errors.Join(
			fmt.Errorf("cannot listen on %s: it stands for %s, which others can reach; use 127.0.0.1", addr, listener.Addr()),
			listener.Close())
	}
	return listener, nil
}

// closeListener closes what a server that did not start has not closed.
func closeListener(listener net.Listener) {
	if listener != nil {
		_ = listener.Close() // a server closes it as well
	}
}

// announce tells the operator where to go, and who else may.
func announce(logger *slog.Logger, addr net.Addr, path string, callers config.Authentication) {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	url := "http://" + addr.String() + "/"
	switch {
	case callers.Keys != "":
		logger.Info("callers need a token", "keys", callers.Keys, "issuer", callers.IssuerName(), "audience", callers.Audience)
	case callers.Enabled():
		logger.Info("callers need a token", "issuer", callers.IssuerName(), "audience", callers.Audience)
	default:
		logger.Warn("development mode: every request acts as one local user with every right, so only this machine may connect")
	}
	logger.Info("listening", "url", url, "playground", url, "graphql", url+"graphql", "database", path)
}

func newServer(handler http.Handler, maxTime time.Duration, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      maxTime + writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}

// leaving is how a server stops.
type leaving struct {
	// announce makes the server not ready, which comes first.
	announce func()
	// drain is how long it goes on as before then, so that load balancers look
	// elsewhere; limit is how long it waits for the requests in flight after that.
	drain, limit time.Duration
}

// serve answers requests until the context ends, then finishes those in flight
// within the limit and cuts the rest off.
func serve(ctx context.Context, listener net.Listener, server *http.Server, leave leaving, logger *slog.Logger) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	select {
	case err := <-failed:
		return fmt.Errorf("cannot accept connections any more: %w", err)
	case <-ctx.Done():
	}

	logger.Info("stopping", "drain", leave.drain, "limit", leave.limit)
	leave.announce()
	select {
	case err := <-failed:
		return fmt.Errorf("cannot accept connections any more: %w", err)
	case <-time.After(leave.drain):
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), leave.limit)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		logger.Warn("some requests did not finish in time and were cut off", "error", err)
		_ = server.Close() // what it reports was just logged
	}
	return nil
}
