package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"

	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/web/connlimit"
)

type serveCommand struct{}

// Run runs the server until ctx ends.
func (serveCommand) Run(ctx context.Context, to streams, cfg *config.Config, variables *config.Environment) (err error) {
	if err := cfg.CheckAddr(); err != nil {
		return err
	}
	if err := cfg.CheckPublicURL(); err != nil {
		return err
	}
	if err := cfg.CheckMetricsAddr(); err != nil {
		return err
	}
	path, err := cfg.DatabasePath()
	if err != nil {
		return err
	}
	ignoreBrokenLog()
	logger, log := cfg.NewServerLogger(to.err)
	defer log.Close()
	// A second signal ends the process at once, without the lines in the buffer.
	defer context.AfterFunc(ctx, log.Direct)()
	if err := tuneCollector(cfg.Collector, variables, logger); err != nil {
		return err
	}
	connections, err := cfg.Connections.Limit(config.DescriptorLimit(), cfg.Monitoring.MetricsAddr != "")
	if err != nil {
		return err
	}
	processors := spareThreads()
	telemetry, err := startTelemetry(ctx, variables, logger)
	if err != nil {
		return err
	}
	logger = telemetry.traces.Logger(logger)
	endpoint, err := endpointOf(cfg)
	if err != nil {
		return err
	}
	endpoint.processors = processors
	if endpoint.authenticator, err = cfg.Auth.NewAuthenticator(ctx, logger); err != nil {
		return err
	}

	// The database is locked first, so that the error of a second server is about the
	// database and not about the port. It is opened or created after the listener. Requests
	// that arrive meanwhile are rejected, because a migration may take long.
	opening := newOpening(logger)
	defer opening.end()
	reserved, err := store.Reserve(store.Config{
		Path: path, HardLinks: cfg.AllowHardLinks.On(), Logger: logger, MaxFuture: cfg.Recording.MaxFuture,
		Committed: telemetry.committed, Projected: telemetry.projected, Migrating: opening.migrating, CatchingUp: opening.catchingUp,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reserved.Release()) }()
	listener, err := listen(ctx, "addr", cfg.Addr, cfg.Auth.Enabled())
	if err != nil {
		return err
	}
	defer closeListener(listener)
	publicURL, err := cfg.PublicBaseURL(listener.Addr())
	if err != nil {
		return err
	}
	monitoring, err := telemetry.listen(ctx, cfg)
	if err != nil {
		return err
	}
	defer closeListener(monitoring)
	clients := connlimit.New(listener, connlimit.Options{Connections: connections, Proxy: endpoint.proxies.Trust, Logger: logger})
	telemetry.observe(opening, clients, endpoint.authenticator, logger)
	stopMonitoring := telemetry.serve(monitoring, cfg, logger)
	defer stopMonitoring()
	handler, open := endpoint.handler(opening, publicURL, telemetry, logger)
	server := newServer(handler, cfg.Limits.Time, logger)
	clients.Attach(server)
	failed := accept(clients, server)
	defer func() { _ = server.Close() }()

	db, err := openDatabase(ctx, reserved, cfg.Auth.Enabled())
	opening.end()
	if err != nil {
		return err
	}
	defer func() {
		_ = server.Close() // it has served requests since before the database was open
		stopMonitoring()
		err = errors.Join(err, db.Close())
		telemetry.traces.Stop(ctx) // after the last commit
		if err == nil {
			logger.Info("stopped")
		}
	}()
	if err := open(db); err != nil {
		return err
	}
	telemetry.opened(db)
	logAddress(logger, listener.Addr(), path, cfg.Auth, endpoint.playground)
	stop := shutdown{notReady: telemetry.readiness.Stop, drain: cfg.Monitoring.Drain, limit: shutdownLimit}
	return serve(ctx, failed, server, stop, logger)
}

// openDatabase opens the database. In development mode it adds the example group.
func openDatabase(ctx context.Context, reserved *store.Reservation, authenticated bool) (*store.Store, error) {
	db, err := reserved.Open(ctx)
	if err != nil || authenticated {
		return db, err
	}
	if err := db.CreateExample(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot create the example group: %w", err), db.Abandon())
	}
	return db, nil
}

// logAddress logs the address and how callers are authenticated.
func logAddress(logger *slog.Logger, addr net.Addr, path string, callers config.Authentication, playground bool) {
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
		logger.Warn("development mode: without authentication, all requests have all rights, and only this machine can connect")
	}
	pages := []any{"url", url}
	if playground {
		pages = append(pages, "playground", url)
	}
	logger.Info("listening", append(pages, "graphql", url+"graphql", "database", path)...)
}
