package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// shutdownLimit is how long a stop waits for requests in flight. Kubernetes kills a
// process 30 seconds after the signal, and the store needs some of that to close.
const shutdownLimit = 20 * time.Second

// shutdown is how a server stops.
type shutdown struct {
	// notReady makes the readiness fail. It is called first.
	notReady func()
	// drain is how long the server accepts requests after that, so that load balancers
	// notice. limit is how long it waits then for the requests in flight.
	drain, limit time.Duration
}

// serve answers requests until the context ends, then finishes those in flight
// within the limit and cuts the rest off.
func serve(ctx context.Context, listener net.Listener, server *http.Server, stop shutdown, logger *slog.Logger) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	select {
	case err := <-failed:
		return fmt.Errorf("cannot accept connections any more: %w", err)
	case <-ctx.Done():
	}

	logger.Info("stopping", "drain", stop.drain, "limit", stop.limit)
	stop.notReady()
	select {
	case err := <-failed:
		return fmt.Errorf("cannot accept connections any more: %w", err)
	case <-time.After(stop.drain):
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stop.limit)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		logger.Warn("some requests did not finish in time and were cut off", "error", err)
		_ = server.Close() // what it reports was just logged
	}
	return nil
}
