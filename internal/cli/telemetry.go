package cli

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/plan"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/telemetry/metrics"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/telemetry/tracing"
	"github.com/itemactivity/itemactivity/internal/web"
	"github.com/itemactivity/itemactivity/internal/web/connlimit"
)

// telemetry is the metrics, traces and readiness of the server.
type telemetry struct {
	metrics   *metrics.Metrics
	names     *operation.Names
	traces    *tracing.Tracing
	readiness *web.Readiness
	// store is nil until opened is called.
	store  atomic.Pointer[store.Store]
	opened func(*store.Store)
}

func startTelemetry(ctx context.Context, variables *config.Environment, logger *slog.Logger) (*telemetry, error) {
	build := thisBuild()
	traces, err := tracing.Start(ctx, variables.Value, build.Version, logger)
	if wrong, ok := errors.AsType[*tracing.VariableError](err); ok {
		return nil, config.InvalidNamed(wrong.Name, wrong)
	}
	if err != nil {
		return nil, err
	}
	numbers := metrics.New(build, plan.Reasons(), logger)
	return &telemetry{metrics: numbers, names: operation.NewNames(time.Now, numbers.Forget), traces: traces}, nil
}

// projected records a step that updated a derived table.
func (t *telemetry) projected(s store.ProjectionStep) { t.metrics.ProjectionStep(s) }

// committed records a commit.
func (t *telemetry) committed(c store.Commit) {
	t.metrics.Commit(c)
	t.traces.Commit(c)
}

// observe sets the listener and the authenticator that metrics and readiness report on. The
// authenticator is nil in development mode. The server is not ready until opened is called.
func (t *telemetry) observe(o *opening, clients *connlimit.Listener, authenticator *jwt.Authenticator, logger *slog.Logger) {
	t.metrics.SetSources(nil, clients)
	t.opened = func(db *store.Store) {
		t.metrics.SetSources(db, clients)
		t.store.Store(db)
	}
	t.readiness = web.NewReadiness(func(ctx context.Context) []web.Check {
		checks := []web.Check{{Name: "connections", Err: clients.Err()}}
		if db := t.store.Load(); db == nil {
			checks = append(checks, web.Check{Name: "database", Err: o.err()})
		} else {
			h := db.Health(ctx)
			checks = append(checks,
				web.Check{Name: "database", Err: h.Database}, web.Check{Name: "writer", Err: h.Writer}, web.Check{Name: "schema", Err: h.Schema},
				web.Check{Name: "projections", Err: h.Projections, Tolerated: true})
		}
		if authenticator != nil {
			checks = append(checks, web.Check{Name: "keys", Err: authenticator.KeysErr()})
		}
		return checks
	}, logger)
}

// listen listens on --metrics-addr. It returns nil if there is none.
func (t *telemetry) listen(ctx context.Context, cfg *config.Config) (net.Listener, error) {
	if cfg.Monitoring.MetricsAddr == "" {
		return nil, nil
	}
	return listen(ctx, "metrics-addr", cfg.Monitoring.MetricsAddr, cfg.Auth.Enabled())
}

// serve serves metrics and health checks on a separate listener until stop is called.
func (t *telemetry) serve(listener net.Listener, cfg *config.Config, logger *slog.Logger) (stop func()) {
	if listener == nil {
		return func() {}
	}
	authenticated := cfg.Auth.Enabled()
	handler := web.NewMonitoringHandler(web.Monitoring{Readiness: t.readiness, Metrics: t.metrics.Handler()}, !authenticated, logger)
	server := newServer(handler, cfg.Limits.Time, logger)
	monitors := connlimit.New(listener, connlimit.Options{Connections: config.MonitoringConnections, Logger: logger})
	monitors.Attach(server)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(monitors); !errors.Is(err, http.ErrServerClosed) {
			logger.Error("cannot serve metrics and health checks", "error", err)
		}
	}()
	logger.Info("monitoring", "url", "http://"+listener.Addr().String()+"/")
	return func() {
		_ = server.Close() // monitoring repeats its requests
		<-ended
	}
}
